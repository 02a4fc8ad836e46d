import { mkdir } from 'node:fs/promises'
import type { Recorded } from '../../domain/decision.js'
import {
  StoreUnavailable,
  VersionConflict,
  type Appended,
  type EventStore,
  type NewEvent,
  type ReadOptions,
} from '../event-store.js'
import { lockFolder } from './lock.js'
import { nodeDisk, type Disk } from './log/disk.js'
import { frameBytes, maxJsonBytes, maxNameLength } from './log/frame.js'
import { readRuns } from './log/log-reader.js'
import { Log } from './log/log.js'
import { recover } from './log/recovery.js'
import { readStream } from './log/stream-reader.js'
import { streamNamed } from './log/streams.js'
import { Tail } from './log/tail.js'

export interface EmbeddedOptions {
  /** Called at most once, when it is no longer known what is on disk: the process has to end. Nothing is appended afterwards. */
  readonly onFatal: (error: Error) => void
  /** Size from which on a segment is closed. Default: 64 MiB. */
  readonly segmentBytes?: number
  readonly disk?: Disk
}

/**
 * Opens the log of a folder, which is made where there is none, for this process alone.
 * @throws FolderLocked, LogDamaged
 */
export async function openEmbeddedEventStore(folder: string, options: EmbeddedOptions): Promise<EventStore> {
  const { onFatal, segmentBytes = 64 << 20, disk = nodeDisk } = options
  await mkdir(folder, { recursive: true })
  const unlock = await lockFolder(folder)
  try {
    const opened = await recover(disk, folder)
    const log = new Log({ disk, folder, segmentBytes, onFatal }, opened, new Tail(opened.head))
    return new EmbeddedEventStore(log, unlock)
  } catch (error) {
    await unlock()
    throw error
  }
}

interface Request {
  readonly name: string
  readonly events: readonly NewEvent[]
  readonly expected: number
  readonly json: string
}

class EmbeddedEventStore implements EventStore {
  #closed: Promise<void> | undefined

  constructor(
    readonly log: Log,
    readonly unlock: () => Promise<void>,
  ) {}

  async append(name: string, events: readonly NewEvent[], expected: number): Promise<Appended> {
    const request = { name, events, expected, json: encodeEvents(name, events) }
    this.#assertOpen()
    const pending = this.log.opened.streams.get(name)?.pending ?? 0
    return pending === expected ? this.#write(request) : this.#repeat(request)
  }

  #write({ name, events, expected, json }: Request): Promise<Appended> {
    const stream = streamNamed(this.log.opened.streams, name)
    const bytes = frameBytes(name, json)
    return new Promise((resolve, reject) => {
      this.log.add({ stream, name, events, json, count: events.length, bytes, version: expected + 1, resolve, reject })
    })
  }

  /** The stream is not, or will not be, at the expected version. */
  async #repeat(append: Request): Promise<Appended> {
    const { name, expected } = append
    await this.#settled(append)
    this.#assertOpen()
    const stream = this.log.opened.streams.get(name)
    // An append that was before this one has failed.
    if ((stream?.pending ?? 0) === expected) return this.#write(append)
    const stored = await this.#stored(append)
    if (!stored) throw new VersionConflict(name, expected, stream?.version ?? 0)
    return stored
  }

  /** Waits until nothing of the stream is pending, or what is stored tells enough. */
  async #settled({ name, expected, events }: Request): Promise<void> {
    for (;;) {
      const stream = this.log.opened.streams.get(name)
      if (!stream || stream.version === stream.pending || stream.version >= expected + events.length) return
      await this.log.afterBatch()
    }
  }

  /** Where these very events stand already. */
  async #stored({ name, events, expected }: Request): Promise<Appended | undefined> {
    let last: Recorded | undefined
    let same = 0
    for await (const stored of this.read(name, { after: expected, limit: events.length })) {
      if (stored.id !== events[same]?.id) return undefined
      last = stored
      same++
    }
    return last && same === events.length ? { version: last.version, position: last.position } : undefined
  }

  async *read(name: string, options: ReadOptions = {}): AsyncGenerator<Recorded> {
    this.#assertOpen()
    const stream = this.log.opened.streams.get(name)
    if (stream) yield* readStream(this.log.opened.segments, stream, options)
  }

  async *readAll(after: number, limit = Infinity): AsyncGenerator<readonly Recorded[]> {
    this.#assertOpen()
    const upTo = Math.min(this.log.opened.head, after + limit)
    yield* readRuns(this.log.opened.segments, { after, upTo })
  }

  async *subscribe(after: number, signal: AbortSignal): AsyncGenerator<readonly Recorded[]> {
    const { tail, opened } = this.log
    let position = after
    while (!signal.aborted) {
      this.#assertOpen()
      const recent = tail.after(position)
      const runs = recent ? [recent] : readRuns(opened.segments, { after: position, upTo: tail.head })
      for await (const run of runs) {
        if (signal.aborted) return
        if (run.length === 0) await tail.beyond(position, signal)
        else {
          position = run.at(-1)!.position
          yield run
        }
      }
    }
  }

  async head(): Promise<number> {
    return this.log.opened.head
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    this.log.tail.end()
    await this.log.close()
    await this.unlock()
  }

  #assertOpen(): void {
    if (this.#closed) throw new StoreUnavailable('the event store is closed')
  }
}

/** As JSON, once. @throws TypeError for what the log does not take */
function encodeEvents(name: string, events: readonly NewEvent[]): string {
  if (events.length === 0) throw new TypeError('an append of no events')
  if (name.length === 0 || name.length > maxNameLength)
    throw new TypeError(`a stream's name of ${name.length} characters`)
  const json = JSON.stringify(events.map(({ id, type, data, metadata }) => ({ id, type, data, metadata })))
  const tooLong =
    json.length > maxJsonBytes || (3 * json.length > maxJsonBytes && Buffer.byteLength(json) > maxJsonBytes)
  if (tooLong) throw new TypeError('an append of over 1 MiB')
  return json
}
