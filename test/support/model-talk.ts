/** Users, conversations and devices by name: `u1`, `r1` or `u1-u2`, `u1 phone`. */
export type Name = string

/** A message or a notice, as a line. */
interface Said {
  readonly line: string
  /** Increases with everything that is said anywhere. */
  readonly sequence: number
  /** Notices are not counted as unread. */
  readonly counts: boolean
  readonly only?: readonly Name[]
}

/** How many countable messages somebody has read in a row, and which ones were written to his sockets. */
interface Reading {
  upTo: number
  readonly written: Set<number>
}

const isOf = (device: Name, users: readonly Name[]): boolean => users.includes(device.split(' ')[0] ?? '')
const advance = (reading: Reading): void => {
  while (reading.written.has(reading.upTo + 1)) reading.upTo += 1
}

/** Who says what where, who hears it, and what is unread: told plainly. */
export class Talk {
  /** By device, what its socket gets. Not connected: absent. */
  readonly inboxes = new Map<Name, string[]>()
  readonly #logs = new Map<Name, Said[]>()
  /** By device, the sequence of the last message that it knows to have with all before; and of the last one that it got while behind. */
  readonly #seen = new Map<Name, number>()
  readonly #heard = new Map<Name, number>()
  /** By device that has not caught up, the sequence at its connecting. */
  readonly #behind = new Map<Name, number>()
  readonly #readings = new Map<string, Reading>()
  #sequence = 0

  /** @param inside who is in a conversation now */
  constructor(private readonly inside: (conversation: Name) => readonly Name[]) {}

  /** Of what was said last. */
  get sequence(): number {
    return this.#sequence
  }

  #log(conversation: Name): Said[] {
    const log = this.#logs.get(conversation) ?? []
    this.#logs.set(conversation, log)
    return log
  }
  #reading(user: Name, conversation: Name): Reading {
    const key = `${user} ${conversation}`
    const reading = this.#readings.get(key) ?? { upTo: 0, written: new Set() }
    this.#readings.set(key, reading)
    return reading
  }
  #counted = (conversation: Name): number => this.#log(conversation).filter(({ counts }) => counts).length

  /** A frame to all devices of these users. */
  tell(users: readonly Name[], line: string): void {
    for (const [device, lines] of this.inboxes) if (isOf(device, users)) lines.push(line)
  }

  /** Into the log and to who is there; `only` these hear and read it, `also` these hear it. */
  say(conversation: Name, line: string, who: { counts?: boolean; only?: Name[]; also?: Name[] } = {}): Said {
    const { counts = false, only, also = [] } = who
    const said: Said = { line, sequence: ++this.#sequence, counts, ...(only && { only }) }
    this.#log(conversation).push(said)
    const hearers = only ?? [...this.inside(conversation), ...also]
    this.tell(hearers, line)
    for (const device of this.inboxes.keys()) if (isOf(device, hearers)) this.#write(device, conversation, said)
    return said
  }

  /** A socket got it: it counts as read unless something older does not (`product.md 3`, Unread counts). */
  #write(device: Name, conversation: Name, said: Said): void {
    const marks = this.#behind.has(device) ? this.#heard : this.#seen
    marks.set(device, said.sequence)
    if (!said.counts) return
    const before = this.#log(conversation).filter(({ counts, sequence }) => counts && sequence <= said.sequence)
    const reading = this.#reading(device.split(' ')[0] ?? '', conversation)
    reading.written.add(before.length)
    advance(reading)
  }

  /** He has read everything. */
  readAll(user: Name, conversation: Name): void {
    const reading = this.#reading(user, conversation)
    reading.upTo = this.#counted(conversation)
    advance(reading)
  }

  unread = (user: Name, conversation: Name): number =>
    this.#counted(conversation) - this.#reading(user, conversation).upTo

  /** What he may read of a conversation, oldest first. */
  visible = (user: Name, conversation: Name): string[] =>
    this.#log(conversation)
      .filter(({ only }) => only?.includes(user) ?? true)
      .map(({ line }) => line)

  /** Hears from now on what is told to its user. */
  connect(device: Name): void {
    this.inboxes.set(device, [])
    this.#behind.set(device, this.#sequence)
    this.#heard.delete(device)
  }

  /** What this device has missed before it connected. `since`: from which sequence on its user may be told, of each conversation. */
  catchUp(device: Name, since: (conversation: Name) => number | undefined): string[] {
    const [seen, upTo] = [this.#seen.get(device) ?? 0, this.#behind.get(device) ?? 0]
    const missed = [...this.#logs].flatMap(([conversation, log]) => {
      const from = Math.max(seen, since(conversation) ?? Infinity)
      return log
        .filter(({ sequence }) => sequence > from && sequence <= upTo)
        .filter(({ only }) => only === undefined || isOf(device, only))
        .map((said) => ({ said, conversation }))
    })
    missed.sort((one, other) => one.said.sequence - other.said.sequence)
    this.#behind.delete(device)
    for (const { said, conversation } of missed) this.#write(device, conversation, said)
    const heard = this.#heard.get(device)
    if (heard !== undefined) this.#seen.set(device, heard)
    return missed.map(({ said }) => said.line)
  }
}
