import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { Rejection } from '../domain/decision.js'
import type { SharedState } from '../stores/shared-state.js'
import { BEAT_MS, Lease, holderOf, type Held } from './lease.js'

/** So long a start waits for its number, which an earlier life of its own may hold. */
const PATIENCE_MS = 4_000
/** So long others may be asked for without an answer. */
const ASKING_MS = 5_000
const ASK_AGAIN_MS = 25

/** All numbers of processes: 0 to 15 (`product.md 2`, NODE_ID). */
const NODES = Array.from({ length: 16 }, (_, node) => node)
const nameOf = (node: number): string => `node:${node}`

const holdersOf = (shared: SharedState, nodes: readonly number[]): Promise<readonly (Held | undefined)[]> =>
  Promise.all(nodes.map((node) => holderOf(shared, nameOf(node))))

/** Asks one question at a time, for all who wait by then: each is answered with what was so after he asked. */
const forAllAtOnce = <T>(ask: () => Promise<T>): (() => Promise<T>) => {
  let underWay: Promise<unknown> = Promise.resolve()
  let next: Promise<T> | undefined
  const begin = (): Promise<T> => {
    next = undefined
    const asked = ask()
    underWay = asked.catch(() => undefined)
    return asked
  }
  return () => (next ??= underWay.then(begin))
}

const self = randomUUID()
/** Where there is no other process. */
export const alone = {
  isServing: true,
  holding: () => () => true,
  self,
  serving: () => Promise.resolve<ReadonlySet<string>>(new Set([self])),
  passed: () => Promise.resolve(),
} as const
export type Alone = typeof alone

export interface MembershipParts {
  readonly node: number
  readonly shared: SharedState
  /** What this process knows of the log: whether it has lately known all of it, without which the lease is not renewed, and when (ms, monotonic). */
  readonly log: { readonly isCurrent: boolean; readonly currentAt: number }
  /** Told what an operator should know. */
  readonly onTrouble: (sentence: string) => void
}

/** The number of this process is in use. */
class NumberTaken extends Error {}

/**
 * This process among those that serve the same log: its number, held as a lease, and on it how far it has come (`DESIGN.md 9`). Who takes a
 * right away waits until every process has come so far, or has lost its lease and serves nobody.
 */
export class Membership {
  readonly #lease: Lease
  readonly #stop = new AbortController()
  #applied = 0
  #wasServing = false
  #beating: Promise<void> = Promise.resolve()
  #watch: NodeJS.Timeout | undefined
  #lost: () => void = () => undefined

  constructor(private readonly parts: MembershipParts) {
    this.#lease = new Lease(parts.shared, nameOf(parts.node))
  }

  /** Whether users may be served at this moment: what others have done while they saw no lease here is known since it is held. */
  get isServing(): boolean {
    return this.#lease.isHeld && this.parts.log.currentAt >= this.#lease.heldSince
  }

  get self(): string {
    return this.#lease.owner
  }

  /** What tells whether this process has served without a break since this call. */
  holding(): () => boolean {
    const since = this.#lease.heldSince
    return () => this.isServing && this.#lease.heldSince === since
  }

  /** What every process that holds its number is known by. */
  readonly serving = forAllAtOnce(async (): Promise<ReadonlySet<string>> => {
    const holders = await holdersOf(this.parts.shared, NODES)
    return new Set(holders.flatMap((held) => held?.owner ?? []))
  })

  /**
   * Takes the number once this process knows all of the log, and goes on holding it; `lost` is told when that failed: nobody is served then
   * until it is back. @throws NumberTaken
   */
  async join(lost: () => void): Promise<void> {
    const { node, log } = this.parts
    this.#lost = lost
    while (!log.isCurrent) await pause(ASK_AGAIN_MS)
    for (const end = performance.now() + PATIENCE_MS; !(await this.#renew()) || !this.isServing;) {
      // a store that is slow, or away, is waited for
      if (this.#lease.isTaken && performance.now() > end)
        throw new NumberTaken(`NODE_ID ${node} is in use: each process needs a number of its own, from 0 to 15.`)
      await pause(BEAT_MS)
    }
    this.#wasServing = true
    this.#watch = setInterval(() => this.#look(), BEAT_MS).unref()
    this.#beating = this.#beat()
  }

  /** Whether it is held; what fails is tried again with the next beat. */
  async #renew(): Promise<boolean> {
    try {
      return await this.#lease.renew(String(this.#applied))
    } catch (error) {
      this.parts.onTrouble(`the lease could not be renewed: ${String(error)}`)
      return false
    }
  }

  async #beat(): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      await pause(BEAT_MS, undefined, { signal }).catch(() => undefined)
      if (!signal.aborted && this.parts.log.isCurrent) await this.#renew()
    }
  }

  #look(): void {
    const { isServing } = this
    if (this.#wasServing === isServing) return
    this.#wasServing = isServing
    this.parts.onTrouble(isServing ? 'the lease is held again' : 'the lease is lost: nobody is served until it is back')
    if (!isServing) this.#lost()
  }

  /** Everything up to here is in this process's states, and what was decided without it is settled. */
  applied(position: number): void {
    this.#applied = Math.max(this.#applied, position)
  }

  /**
   * Resolves when no other process decides or shows anything that does not know of the log up to here. @throws Rejection `unavailable` when
   * that cannot be known
   */
  async passed(position: number): Promise<void> {
    let others = NODES.filter((node) => node !== this.parts.node)
    for (let heardAt = performance.now(); others.length > 0;)
      try {
        const holders = await holdersOf(this.parts.shared, others)
        heardAt = performance.now()
        others = others.filter((_, index) => Number(holders[index]?.note ?? Infinity) < position)
        if (others.length > 0) await pause(ASK_AGAIN_MS)
      } catch {
        if (performance.now() > heardAt + ASKING_MS) throw new Rejection('unavailable')
        await pause(BEAT_MS)
      }
  }

  async leave(): Promise<void> {
    this.#stop.abort()
    clearInterval(this.#watch)
    await this.#beating
    await this.#lease.release().catch(() => undefined)
  }
}
