import type { Recorded } from '../domain/decision.js'
import type { AnyEvent } from '../domain/events.js'
import { upcast } from '../domain/events.js'
import type { Copy, Document, DocumentStore, Query } from '../stores/document-store.js'
import type { EventStore } from '../stores/event-store.js'
import { follow } from '../stores/follow.js'
import type { AnyProjection } from './apply.js'
import { Applier, collectionOf, collectionsOf } from './apply.js'
import type { Models } from './models.js'
import type { Parked } from './parking.js'
import type { Projection } from './projection.js'
import { Waiters } from './waiters.js'

/** Builds a new copy of some read models, up to about the head of the log, elsewhere (a worker); reports progress. */
export type Builder = (copy: string, names: readonly string[], report: (position: number) => void) => Promise<void>

export interface RunnerParts {
  readonly events: EventStore
  readonly documents: DocumentStore
  readonly projections: readonly AnyProjection[]
  readonly build: Builder
  readonly onProgress: (sentence: string) => void
}

/** Told of each run right after readers see it, before those who wait for it are: frames leave here. */
export type OnVisible = (events: readonly Recorded<AnyEvent>[]) => Promise<void>

/** So many events are folded at hand rather than in a worker. */
const FEW = 2_000

/** Follows the log, folds it into the read models, and serves them. */
export class Runner implements Models {
  position = 0
  readonly #serving = new Map<string, Applier>()
  readonly #waiters = new Waiters()
  readonly #stop = new AbortController()
  #following: Promise<void> = Promise.resolve()
  /** Runs and swaps, one at a time. */
  #busy: Promise<unknown> = Promise.resolve()
  #rebuilding: Promise<unknown> = Promise.resolve()

  constructor(private readonly parts: RunnerParts) {}

  /** Opens or builds what serves and brings it level with the log. */
  async open(): Promise<void> {
    const { documents, projections } = this.parts
    const pointers = await documents.pointers()
    await this.#dropOthers(Object.values(pointers))
    const missing = projections.filter((each) => pointers[collectionOf(each)] === undefined)
    for (const name of new Set(Object.values(pointers)))
      await this.#serve(
        name,
        projections.filter((each) => pointers[collectionOf(each)] === name),
      )
    if (missing.length > 0) await this.#build(missing)
    await this.#catchUp()
  }

  async #serve(name: string, projections: readonly AnyProjection[]): Promise<void> {
    if (projections.length === 0) return
    const copy = await this.parts.documents.copy(name, collectionsOf(projections))
    const applier = await Applier.open(copy, projections)
    for (const each of projections) this.#serving.set(each.name, applier)
  }

  async #dropOthers(keep: readonly string[]): Promise<void> {
    for (const name of await this.parts.documents.copies())
      if (!keep.includes(name)) await this.parts.documents.drop(name)
  }

  /** Builds a copy of these read models, opens it and points at it. */
  async #build(projections: readonly AnyProjection[]): Promise<void> {
    const { documents, onProgress, events } = this.parts
    const head = await events.head()
    const names = projections.map(({ name }) => name)
    const copy = `from-${head}-${Date.now().toString(36)}`
    if (head > FEW) {
      onProgress(`building ${names.join(', ')} from ${head} events`)
      await this.parts.build(copy, names, (position) => onProgress(`built up to ${position} of ${head}`))
    }
    await this.#serve(copy, projections)
    await this.#catchUp()
    await documents.point(projections.map(collectionOf), copy)
  }

  /** Applies what one copy lacks, up to the end of the log or, while following, to where the others are. */
  async #fill(applier: Applier, upTo = Infinity): Promise<void> {
    for await (const run of this.parts.events.readAll(applier.copy.checkpoint)) {
      await applier.apply(run.filter(({ position }) => position <= upTo))
      if ((run.at(-1)?.position ?? 0) >= upTo) return
    }
  }

  #appliers(): readonly Applier[] {
    return [...new Set(this.#serving.values())]
  }

  async #catchUp(): Promise<void> {
    const head = await this.parts.events.head()
    for (const applier of this.#appliers()) await this.#fill(applier, head)
    this.position = head
  }

  /** Goes on with what comes; tells `failed` of what cannot be survived. */
  follow(onVisible: OnVisible, failed: (error: unknown) => void): void {
    const take = (run: readonly Recorded[]) => this.#exclusive(() => this.#take(run, onVisible))
    this.#following = follow(this.parts.events, this.position, take, this.#stop.signal).catch(failed)
  }

  #exclusive<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#busy.then(work)
    this.#busy = done.catch(() => undefined)
    return done
  }

  async #take(run: readonly Recorded[], onVisible: OnVisible): Promise<void> {
    for (const applier of this.#appliers()) await applier.apply(run)
    this.position = run.at(-1)?.position ?? this.position
    await onVisible(run.map(upcast))
    this.#waiters.reached(this.position)
    for (const { type, data } of run)
      if (type === 'RebuildRequested') void this.rebuild([(data as { name: string }).name]).catch(() => undefined)
  }

  /** Builds these read models anew beside the live ones and swaps; one rebuild after the other. No names: all. */
  rebuild(names: readonly string[] = this.parts.projections.map(({ name }) => name)): Promise<void> {
    const rebuilt = this.#rebuilding.then(async () => {
      const { events, onProgress, build } = this.parts
      const head = await events.head()
      const copy = `from-${head}-${Date.now().toString(36)}`
      await build(copy, names, (position) => onProgress(`rebuilt up to ${position} of ${head}`))
      await this.#exclusive(() => this.#swap(copy, names))
    })
    this.#rebuilding = rebuilt.catch((error: unknown) => this.parts.onProgress(`a rebuild failed: ${String(error)}`))
    return rebuilt
  }

  /** Brings a copy level, points at it, and lets the ones go that serve nothing any more. */
  async #swap(name: string, names: readonly string[]): Promise<void> {
    const { documents, projections } = this.parts
    const those = projections.filter((each) => names.includes(each.name))
    const applier = await Applier.open(await documents.copy(name, collectionsOf(those)), those)
    await this.#fill(applier, this.position)
    await documents.point(those.map(collectionOf), name)
    const before = this.#appliers()
    for (const each of those) this.#serving.set(each.name, applier)
    const serving = this.#appliers()
    for (const old of before.filter((each) => !serving.includes(each))) {
      await old.copy.close()
      await documents.drop(old.copy.name)
    }
  }

  #of(model: Pick<AnyProjection, 'name'>): Copy {
    const applier = this.#serving.get(model.name)
    if (!applier) throw new Error(`there is no read model ${model.name}`)
    return applier.copy
  }

  async get<D extends object>(model: Projection<D>, keys: readonly string[]): Promise<readonly (D | undefined)[]> {
    if (keys.length === 0) return []
    return (await this.#of(model).get(collectionOf(model), keys)) as readonly (D | undefined)[]
  }

  async find<D extends object>(model: Projection<D>, query: Query): Promise<readonly D[]> {
    return (await this.#of(model).find(collectionOf(model), query)) as readonly (D & Document)[]
  }

  count<D extends object>(model: Projection<D>, query: Query): Promise<number> {
    return this.#of(model).count(collectionOf(model), query)
  }

  waitFor(position: number, ms = 2_000): Promise<boolean> {
    return position <= this.position ? Promise.resolve(true) : this.#waiters.add(position, ms)
  }

  /** What could not be folded, in all copies that serve. */
  parked(): readonly Parked[] {
    return this.#appliers().flatMap(({ parking }) => parking.all())
  }

  /** Ends following after the run that is under way. */
  async close(): Promise<void> {
    this.#stop.abort()
    await this.#following
    this.#waiters.end()
  }
}
