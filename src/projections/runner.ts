import { setTimeout } from 'node:timers/promises'
import type { Recorded } from '../domain/decision.js'
import { upcast } from '../domain/events.js'
import { projectionStream } from '../domain/operator.js'
import { CopyGone, type DocumentStore } from '../stores/document-store.js'
import type { EventStore } from '../stores/event-store.js'
import { follow } from '../stores/follow.js'
import type { AnyProjection, Applier } from './apply.js'
import type { Builder } from './build.js'
import type { Feed, Taken } from './models.js'
import { Reading } from './models.js'
import type { Parked } from './parking.js'
import { Serving } from './serving.js'
import { Waiters } from './waiters.js'

export interface RunnerParts {
  readonly events: EventStore
  readonly documents: DocumentStore
  readonly projections: readonly AnyProjection[]
  readonly build: Builder
  readonly onProgress: (sentence: string) => void
  /** Told how long a run took to be folded and stored, in seconds. */
  readonly onStored?: (seconds: number) => void
  /** So many events are folded at hand rather than by `build`. */
  readonly few?: number
  /** Whether this process may still point readers at what it has built: another one may be at work by now. */
  readonly isAtWork?: () => boolean
  /** So long, in ms, a copy that serves no more stays for the readers of other processes; 0 where there are none. */
  readonly keptMs?: number
}

const FEW = 2_000
const HOLD_EVERY_MS = 1_000
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000
const LONGEST_PAUSE_OF_A_REBUILD_MS = 60_000

/** Follows the log, folds it into the read models, and serves them. */
export class Runner extends Reading implements Feed {
  position = 0
  readonly #serving: Serving
  readonly #waiters = new Waiters()
  readonly #stop = new AbortController()
  #following: Promise<void> = Promise.resolve()
  #holding: Promise<void> = Promise.resolve()
  /** Runs and swaps, one at a time. */
  #busy: Promise<unknown> = Promise.resolve()
  #rebuilding: Promise<unknown> = Promise.resolve()
  /** Read models of which a rebuild was requested, and where in the log. */
  readonly #requested = new Map<string, number>()

  constructor(private readonly parts: RunnerParts) {
    const serving = new Serving(parts)
    super(serving)
    this.#serving = serving
  }

  /** Opens or builds what serves and brings it level with the log. Rebuilds that were requested and never done go on meanwhile. */
  async open(): Promise<void> {
    const { events, projections } = this.parts
    const missing = await this.#serving.open()
    const built = missing.length > 0 ? await this.#built(this.#serving.begin(await events.head()), missing) : undefined
    const head = await events.head()
    for (const applier of [...this.#serving.all(), ...(built ? [built] : [])]) await this.#fill(applier, head)
    if (built) await this.#replace(built)
    this.position = head
    for (const { name } of projections)
      for await (const { type, position } of events.read(projectionStream(name), { backwards: true, limit: 1 }))
        if (type === 'RebuildRequested') this.#request(name, position)
  }

  /** A new copy of these read models, built from most of the log. */
  async #built(copy: string, projections: readonly AnyProjection[]): Promise<Applier> {
    const { events, build, onProgress, few = FEW } = this.parts
    const { signal } = this.#stop
    const names = projections.map(({ name }) => name)
    let head = await events.head()
    let reached = 0
    const report = (position: number) => onProgress(`built ${names.join(', ')} up to ${position} of ${head}`)
    // Again, as long as that brings it much closer to the end, which moves on.
    for (let left = Infinity; head - reached > few && head - reached < left / 2; head = await events.head()) {
      left = head - reached
      reached = head
      signal.throwIfAborted()
      await build(copy, names, report, signal)
    }
    signal.throwIfAborted()
    return this.#serving.applier(copy, projections)
  }

  /** Applies what one copy lacks, up to a position or to what is the end of the log by now. */
  async #fill(applier: Applier, upTo: number): Promise<void> {
    for await (const run of this.parts.events.readAll(applier.copy.checkpoint)) {
      await applier.apply(run.filter(({ position }) => position <= upTo))
      if ((run.at(-1)?.position ?? 0) >= upTo) return
    }
  }

  follow(taken: Taken, failed: (error: unknown) => void): void {
    const take = (run: readonly Recorded[]) => this.#exclusive(() => this.#take(run, taken))
    this.#following = follow(this.parts.events, this.position, take, this.#stop.signal).catch((error: unknown) => {
      if (!this.#stop.signal.aborted) failed(error)
    })
    const { isAtWork } = this.parts
    if (isAtWork) this.#holding = this.#hold(isAtWork)
  }

  /** Where there are other processes, one that has lost the work may still move the pointers late. */
  async #hold(isAtWork: () => boolean): Promise<void> {
    const { signal } = this.#stop
    const { keptMs = 0 } = this.parts
    let sweepAt = 0
    const held = (): Promise<void> => (isAtWork() ? this.#serving.hold() : Promise.resolve())
    while (!signal.aborted) {
      await setTimeout(HOLD_EVERY_MS, undefined, { signal }).catch(() => undefined)
      // what fails now is done the next time
      if (!signal.aborted) await this.#exclusive(held).catch(() => undefined)
      if (signal.aborted || !isAtWork() || performance.now() < sweepAt) continue
      sweepAt = performance.now() + keptMs / 10
      await this.#serving.sweep().catch(() => undefined)
    }
  }

  #exclusive<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#busy.then(work)
    this.#busy = done.catch(() => undefined)
    return done
  }

  async #take(run: readonly Recorded[], { received, visible }: Taken): Promise<void> {
    for (const applier of this.#serving.all()) await this.#persist(applier, run)
    const events = run.map(upcast)
    received(events)
    await visible(events)
    this.position = run.at(-1)?.position ?? this.position
    this.#waiters.reached(this.position)
    for (const { type, data, position } of run)
      if (type === 'RebuildRequested') this.#request((data as { name: string }).name, position)
  }

  /** A store that is away for a while, or full, holds readers up and loses nothing: it is tried again until it takes the run. */
  #persist(applier: Applier, run: readonly Recorded[]): Promise<void> {
    const persist = async (): Promise<void> => {
      const begun = performance.now()
      await applier.apply(run)
      this.parts.onStored?.((performance.now() - begun) / 1_000)
    }
    const isFinal = (error: unknown): boolean => error instanceof CopyGone
    return this.#insist('the read models could not be stored', persist, LONGEST_PAUSE_MS, isFinal)
  }

  /** Does what may fail for a while until it succeeds; @throws what is final, and anything once this is closed */
  async #insist(
    failure: string,
    work: () => Promise<void>,
    longestPause: number,
    isFinal: (error: unknown) => boolean = () => false,
  ): Promise<void> {
    const { signal } = this.#stop
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, longestPause))
      try {
        return await work()
      } catch (error) {
        if (signal.aborted || isFinal(error)) throw error
        this.parts.onProgress(`${failure}, trying again: ${String(error)}`)
        await setTimeout(pause, undefined, { signal })
      }
  }

  /** Those that wait when a rebuild begins are rebuilt together; a copy that was begun later than it was asked for is new enough. */
  #request(name: string, at: number): void {
    if (at <= this.#serving.beginning(name)) return
    this.#requested.set(name, at)
    const rebuild = () => this.#insist('a rebuild failed', () => this.#rebuild(), LONGEST_PAUSE_OF_A_REBUILD_MS)
    // it ends without only when this is closed: the next start does it then
    this.#rebuilding = this.#rebuilding.then(rebuild).catch(() => undefined)
  }

  /** Resolves when no rebuild that was requested up to now is under way. */
  async rebuilt(): Promise<void> {
    await this.#rebuilding
  }

  /** Builds what is requested anew beside the live ones and swaps between two runs. */
  async #rebuild(): Promise<void> {
    const isDue = ({ name }: AnyProjection) => (this.#requested.get(name) ?? 0) > this.#serving.beginning(name)
    const projections = this.parts.projections.filter(isDue)
    if (projections.length === 0) return
    const copy = this.#serving.begin(await this.parts.events.head())
    try {
      const applier = await this.#built(copy, projections)
      await this.#fill(applier, Infinity)
      await this.#exclusive(async () => {
        await this.#fill(applier, this.position)
        await this.#replace(applier)
      })
    } catch (error) {
      await this.#serving.giveUp(copy)
      throw error
    } finally {
      if (!this.parts.isAtWork) await this.#serving.sweep()
    }
    this.parts.onProgress(`rebuilt ${projections.map(({ name }) => name).join(', ')}`)
  }

  /** Nothing is stored before it is done. */
  #replace(applier: Applier): Promise<void> {
    const { isAtWork = () => true } = this.parts
    const replace = (): Promise<void> => {
      if (!isAtWork()) throw new Error('another process is at work')
      return this.#serving.replace(applier)
    }
    return this.#insist('a swap failed', replace, LONGEST_PAUSE_MS, () => !isAtWork())
  }

  stored(): Promise<number> {
    return Promise.resolve(this.position)
  }

  waitFor(position: number, ms = 2_000): Promise<boolean> {
    return position <= this.position ? Promise.resolve(true) : this.#waiters.add(position, ms)
  }

  parked(): readonly Parked[] {
    return this.#serving.parked()
  }

  /** Ends following after the run that is under way, and a rebuild: the next start does it again. */
  async close(): Promise<void> {
    this.#stop.abort()
    await this.#following
    await this.#holding
    await this.#rebuilding
    this.#waiters.end()
  }
}
