import { setImmediate } from 'node:timers/promises'
import type { Recorded } from '../../../domain/decision.js'
import { StoreUnavailable, type Appended, type NewEvent } from '../../event-store.js'
import { writeAll, type Disk } from './disk.js'
import { writeFrame, type Draft } from './frame.js'
import type { Opened } from './recovery.js'
import { maxBatchBytes } from './scan.js'
import { closeSegments, mark, openSegment, type Segment } from './segment.js'
import { makeIndex } from './side-index.js'
import { addressOf, type Stream } from './streams.js'
import type { Tail } from './tail.js'

export interface Append extends Draft {
  readonly stream: Stream
  /** What `json` holds. */
  readonly events: readonly NewEvent[]
  readonly resolve: (appended: Appended) => void
  readonly reject: (error: Error) => void
}

export interface LogOptions {
  readonly disk: Disk
  readonly folder: string
  /** A segment of at least so many bytes is closed before the next write. */
  readonly segmentBytes: number
  /** It is no longer known what is on disk: the process has to end. */
  readonly onFatal: (error: Error) => void
}

/** Writes appends in the order they come, all that wait with one write and one flush. */
export class Log {
  #waiting: Append[] = []
  #batch: readonly Append[] = []
  #running: Promise<void> | undefined
  #indexing: Promise<unknown> = Promise.resolve()
  #refusal: StoreUnavailable | undefined
  #afterBatch: (() => void)[] = []

  constructor(
    readonly options: LogOptions,
    readonly opened: Opened,
    readonly tail: Tail,
  ) {}

  add(append: Append): void {
    if (this.#refusal) return append.reject(this.#refusal)
    this.#waiting.push(append)
    append.stream.pending = append.version + append.count - 1
    this.#running ??= this.#run()
  }

  /** Why nothing is written any more, if so. */
  get refusal(): StoreUnavailable | undefined {
    return this.#refusal
  }

  /** Resolves when the batch that is being written, or the next one, is settled. Only to be asked while something is pending. */
  afterBatch(): Promise<void> {
    return new Promise((resolve) => this.#afterBatch.push(resolve))
  }

  /** Writes what waits, refuses everything else, closes the files. */
  async close(): Promise<void> {
    while (this.#running) await this.#running
    this.#refusal ??= new StoreUnavailable('the event store is closed')
    await this.#indexing
    await closeSegments(this.opened.segments)
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Who was just answered, and all of this turn, joins the next batch.
      await setImmediate()
      await this.#write()
      for (const resolve of this.#afterBatch.splice(0)) resolve()
    }
    this.#running = undefined
  }

  async #write(): Promise<void> {
    let bytes: Buffer
    try {
      await this.#roll()
      this.#batch = this.#nextBatch()
      bytes = this.#encode()
      await writeAll(this.#active.file, bytes, this.#active.size)
    } catch (error) {
      return this.#cutBack(error)
    }
    try {
      await this.#active.file.sync()
    } catch (error) {
      return this.#fail(error)
    }
    this.#publish(bytes.length)
  }

  get #active(): Segment {
    return this.opened.segments.at(-1)!
  }

  async #roll(): Promise<void> {
    const { disk, folder, segmentBytes } = this.options
    const full = this.#active
    if (full.size < segmentBytes) return
    const next = await openSegment(disk, folder, this.opened.head + 1, 'write')
    try {
      await disk.syncFolder(folder)
    } catch (error) {
      await next.file.close()
      throw error
    }
    this.opened.segments.push(next)
    // Damage found here is found again by who reads the segment.
    this.#indexing = this.#indexing.then(() => makeIndex(disk, folder, full)).catch(() => undefined)
  }

  #nextBatch(): readonly Append[] {
    let bytes = 0
    let count = 0
    while (count < this.#waiting.length && bytes + this.#waiting[count]!.bytes <= maxBatchBytes) {
      bytes += this.#waiting[count++]!.bytes
    }
    return this.#waiting.splice(0, count)
  }

  #encode(): Buffer {
    const bytes = Buffer.allocUnsafeSlow(this.#batch.reduce((sum, append) => sum + append.bytes, 0))
    const committed = this.#active.size
    let position = this.opened.head + 1
    let offset = 0
    for (const append of this.#batch) {
      writeFrame(bytes, offset, append, { position, committed })
      offset += append.bytes
      position += append.count
    }
    return bytes
  }

  #publish(written: number): void {
    const { opened } = this
    const segment = this.#active
    const number = opened.segments.length - 1
    const recorded: Recorded[] = []
    for (const { name, stream, events, version, count, bytes, resolve } of this.#batch) {
      stream.add(version, count, addressOf(number, segment.size))
      mark(segment.marks, opened.head + 1, segment.size)
      segment.size += bytes
      for (const [i, event] of events.entries()) recorded.push(record(event, name, ++opened.head, version + i))
      resolve({ version: version + count - 1, position: opened.head })
    }
    this.#batch = []
    this.tail.add(recorded, written)
  }

  async #cutBack(cause: unknown): Promise<void> {
    try {
      await this.#active.file.truncate(this.#active.size)
      await this.#active.file.sync()
    } catch (error) {
      return this.#fail(error)
    }
    this.#rejectAll(new StoreUnavailable('the log cannot be written', { cause }))
  }

  #fail(cause: unknown): void {
    this.#refusal = new StoreUnavailable('it is not known what of the log is on disk', { cause })
    this.#rejectAll(this.#refusal)
    this.options.onFatal(this.#refusal)
  }

  /** What waits may build on what failed. */
  #rejectAll(error: StoreUnavailable): void {
    for (const { name, stream, reject } of [...this.#batch, ...this.#waiting]) {
      stream.pending = stream.version
      if (stream.version === 0) this.opened.streams.delete(name)
      reject(error)
    }
    this.#batch = this.#waiting = []
  }
}

/** As it would be read back: who follows the log closely is spared the decoding. */
const record = (
  { id, type, data, metadata }: NewEvent,
  stream: string,
  position: number,
  version: number,
): Recorded => ({ position, stream, version, id, type, data, metadata })
