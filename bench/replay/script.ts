import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

/** A line of the file. */
interface Line {
  readonly type: 'join' | 'leave' | 'message' | 'action' | 'rename'
  readonly nick: string
  readonly to?: string
  readonly text?: string
}

/** What somebody does, in order; `who` is an index of `names`. */
export type Step =
  | { readonly does: 'join' | 'leave'; readonly who: number }
  | { readonly does: 'say'; readonly who: number; readonly text: string }
  | { readonly does: 'rename'; readonly who: number; readonly name: string }

export interface Script {
  readonly lines: number
  /** By person: the name he begins with. */
  readonly names: readonly string[]
  /** Who is in the room from the start: everybody whose first line is not a join. */
  readonly initial: readonly number[]
  readonly steps: readonly Step[]
  /** Messages of people who had left: not sent. */
  readonly unsaid: number
  /** Who is in the room at the end. */
  readonly members: ReadonlySet<number>
}

const LONGEST_NAME = 20
const LONGEST_TEXT = 6_000
const UNCLEAN = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|[\ud800-\udfff]/gu

const cut = (text: string, longest: number): string => [...text.replace(UNCLEAN, '')].slice(0, longest).join('').trim()

/** A name within the limits: control characters and lone surrogates go, 20 characters stay; nothing left is "nobody". */
const nameOf = (nick: string): string => cut(nick, LONGEST_NAME) || 'nobody'
/** A text within the limits: what is left of nothing is "…". */
const textOf = (text: string): string => cut(text, LONGEST_TEXT) || '…'

const isGzip = async (path: string): Promise<boolean> => {
  const file = await open(path)
  const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0)
  await file.close()
  return buffer[0] === 0x1f && buffer[1] === 0x8b
}

/** Who is who: a nick means whoever took it last. */
class People {
  readonly names: string[] = []
  readonly initial: number[] = []
  readonly #byNick = new Map<string, number>()

  of({ nick, type }: Line): number {
    const known = this.#byNick.get(nick)
    if (known !== undefined) return known
    const person = this.names.push(nameOf(nick)) - 1
    this.#byNick.set(nick, person)
    if (type !== 'join') this.initial.push(person)
    return person
  }

  renames(person: number, from: string, to: string): void {
    this.#byNick.delete(from)
    this.#byNick.set(to, person)
  }
}

/** Turns lines into steps. */
class Reading {
  readonly people = new People()
  readonly members = new Set<number>()
  readonly steps: Step[] = []
  lines = 0
  unsaid = 0

  take(line: Line): void {
    this.lines += 1
    const known = this.people.names.length
    const who = this.people.of(line)
    if (who === known && line.type !== 'join') this.members.add(who)
    this.#does[line.type](who, line)
  }

  #says(who: number, { text = '' }: Line): void {
    if (this.members.has(who)) this.steps.push({ does: 'say', who, text: textOf(text) })
    else this.unsaid += 1
  }

  readonly #does: Readonly<Record<Line['type'], (who: number, line: Line) => void>> = {
    message: (who, line) => this.#says(who, line),
    action: (who, line) => this.#says(who, line),
    rename: (who, { nick, to = nick }) => {
      this.people.renames(who, nick, to)
      this.steps.push({ does: 'rename', who, name: nameOf(to) })
    },
    join: (who) => {
      if (this.members.has(who)) return
      this.members.add(who)
      this.steps.push({ does: 'join', who })
    },
    leave: (who) => {
      if (this.members.delete(who)) this.steps.push({ does: 'leave', who })
    },
  }
}

/** Reads a file of lines (plain or gzip) into what is to be played. */
export const readScript = async (path: string, limit: number): Promise<Script> => {
  const bytes: Readable = createReadStream(path)
  const text = (await isGzip(path)) ? bytes.pipe(createGunzip()) : bytes
  const reading = new Reading()
  for await (const line of createInterface({ input: text, crlfDelay: Infinity })) {
    if (reading.lines === limit) break
    if (line.trim() !== '') reading.take(JSON.parse(line) as Line)
  }
  bytes.destroy()
  const { people, members, steps, lines, unsaid } = reading
  return { lines, names: people.names, initial: people.initial, steps, unsaid, members }
}
