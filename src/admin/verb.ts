import type { Command } from 'commander'
import type { Settings } from '../settings.js'

/** What a verb works with. */
export interface Desk {
  /** @throws WrongSetting */
  readonly settings: () => Settings
  /** One line or table to stdout. */
  readonly print: (text: string) => void
  /** One line to stderr: what is under way, for people. */
  readonly tell: (text: string) => void
}

/** Adds one verb to the program. */
export type Verb = (program: Command, desk: Desk) => void

/** Refused, not found or found wanting: exit code 1. The message is a sentence for people. */
export class Unsuccessful extends Error {}

/** A call that cannot be understood: exit code 2. */
export class WrongCall extends Error {}
