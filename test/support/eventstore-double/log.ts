import { EventEmitter } from 'node:events'

export interface NewRecord {
  readonly id: string
  readonly type: string
  readonly contentType: string
  readonly data: Uint8Array
  readonly metadata: Uint8Array
}

export interface LogRecord extends NewRecord {
  readonly stream: string
  readonly revision: number
  readonly position: number
}

export type Expected = number | 'no-stream' | 'any' | 'stream-exists'

export type Written =
  { readonly revision: number; readonly position: number } | { readonly wrongVersion: number } | 'deleted' | 'too-large'

/** 1 MiB, the server's own default. */
export const maxAppendBytes = 1 << 20

const bytesOf = ({ type, data, metadata }: NewRecord): number => data.length + metadata.length + 2 * type.length

const own = (type: string, json: object): NewRecord => ({
  id: crypto.randomUUID(),
  type,
  contentType: 'application/json',
  data: Buffer.from(JSON.stringify(json)),
  metadata: Buffer.alloc(0),
})

/**
 * What EventStoreDB keeps, in memory. Positions are offsets of records, so most numbers are none. The server writes events of its own
 * among those of others, as statistics and category links do.
 */
export class DoubleLog {
  readonly records: LogRecord[] = []
  readonly appended = new EventEmitter().setMaxListeners(0)
  readonly #streams = new Map<string, LogRecord[]>()
  readonly #tombstones = new Set<string>()
  readonly #softDeletedBelow = new Map<string, number>()
  #end = 0

  constructor() {
    this.#write('$users', [own('$UserCreated', { name: 'admin' })])
  }

  /** Those that reads show; undefined for a stream that does not exist. */
  stream(name: string): readonly LogRecord[] | undefined {
    const below = this.#softDeletedBelow.get(name) ?? 0
    const shown = this.#streams.get(name)?.filter(({ revision }) => revision >= below)
    return shown?.length ? shown : undefined
  }

  isDeleted(name: string): boolean {
    return this.#tombstones.has(name)
  }

  /** Index of the first record at or behind a position. */
  indexOf(position: number): number {
    let [low, high] = [0, this.records.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.records[middle]!.position < position) low = middle + 1
      else high = middle
    }
    return low
  }

  append(name: string, events: readonly NewRecord[], expected: Expected): Written {
    if (this.#tombstones.has(name)) return 'deleted'
    if (events.reduce((sum, event) => sum + bytesOf(event), 0) > maxAppendBytes) return 'too-large'
    const all = this.#streams.get(name) ?? []
    const repeated = this.#repeated(all, events, expected)
    if (repeated) return repeated
    if (!this.#isAt(name, all, expected)) return { wrongVersion: all.length - 1 }
    this.#write(name, events)
    const { revision, position } = this.#streams.get(name)!.at(-1)!
    if (position % 5 === 0) this.#write(`$ce-${name}`, [own('$>', { at: `${revision}@${name}` })])
    return { revision, position }
  }

  /** The very same ids at the very same revisions: the first answer again. */
  #repeated(all: readonly LogRecord[], events: readonly NewRecord[], expected: Expected): Written | undefined {
    const known = typeof expected === 'number' ? expected + 1 : all.findIndex(({ id }) => id === events[0]?.id)
    const start = expected === 'no-stream' ? 0 : known
    const same = start >= 0 && events.every(({ id }, n) => all[start + n]?.id === id)
    if (!same || events.length === 0) return undefined
    const { revision, position } = all[start + events.length - 1]!
    return { revision, position }
  }

  #isAt(name: string, all: readonly LogRecord[], expected: Expected): boolean {
    if (expected === 'any') return true
    if (expected === 'stream-exists') return this.stream(name) !== undefined
    if (expected === 'no-stream') return this.stream(name) === undefined
    return expected === all.length - 1
  }

  /** Hides what there is; revisions go on. */
  softDelete(name: string): void {
    this.#softDeletedBelow.set(name, this.#streams.get(name)?.length ?? 0)
    this.#write(`$$${name}`, [own('$metadata', { $tb: Number.MAX_SAFE_INTEGER })])
  }

  tombstone(name: string): void {
    this.#write(name, [own('$streamDeleted', {})])
    this.#tombstones.add(name)
  }

  #write(name: string, events: readonly NewRecord[]): void {
    const all = this.#streams.get(name) ?? []
    this.#streams.set(name, all)
    for (const event of events) {
      const record = { ...event, stream: name, revision: all.length, position: this.#end }
      this.#end += 61 + bytesOf(event) + name.length
      all.push(record)
      this.records.push(record)
    }
    this.appended.emit('appended')
  }
}
