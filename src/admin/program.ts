import { Command, CommanderError } from 'commander'
import { WrongSetting } from '../settings.js'
import { copyVerb } from './copy.js'
import { eventsVerb } from './events.js'
import { muteVerb } from './mute.js'
import { revokeSessionsVerb } from './revoke-sessions.js'
import { setLevelVerb } from './set-level.js'
import { settingsVerb } from './settings.js'
import { statusVerb } from './status.js'
import { streamVerb } from './stream.js'
import { Unsuccessful, WrongCall, type Desk, type Verb } from './verb.js'

const verbs: readonly Verb[] = [
  settingsVerb,
  statusVerb,
  eventsVerb,
  streamVerb,
  setLevelVerb,
  muteVerb,
  revokeSessionsVerb,
  copyVerb,
]

/** Where a program writes to. */
export interface Output {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
}

const exitCode = (error: unknown, { err }: Output): 0 | 1 | 2 => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof Unsuccessful) {
    err(`${error.message}\n`)
    return 1
  }
  if (error instanceof WrongCall || error instanceof WrongSetting) {
    err(`${error.message}\n`)
    return 2
  }
  throw error
}

/**
 * Does what the arguments say (`product.md 4`).
 * @returns the exit code: 0 done, 1 found wanting, refused or not found, 2 wrong call
 */
export const runAdmin = async (
  words: readonly string[],
  settings: Desk['settings'],
  output: Output,
): Promise<0 | 1 | 2> => {
  const program = new Command('npm run admin --')
  program.description('what operators do').exitOverride().showHelpAfterError()
  program.configureOutput({ writeOut: output.out, writeErr: output.err })
  const desk: Desk = {
    settings,
    print: (text) => output.out(`${text}\n`),
    tell: (text) => output.err(`${text}\n`),
  }
  for (const verb of verbs) verb(program, desk)
  try {
    await program.parseAsync([...words], { from: 'user' })
    return 0
  } catch (error) {
    return exitCode(error, output)
  }
}
