import type { Event } from '../domain/decision.js'
import { Rejection } from '../domain/decision.js'
import type { Models } from '../projections/models.js'
import type { EventStore } from '../stores/event-store.js'
import type { Command, Facts, Kept, Kernel, Outcome } from './handle.js'
import { Missing, factsOf } from './judge.js'
import type { States } from './states.js'
import type { TurnTools, Waiting } from './turn.js'
import { takeTurn } from './turn.js'

export interface KernelParts {
  readonly events: EventStore
  readonly states: States
  readonly models: Models
  readonly now: () => number
  readonly onBug: (error: unknown) => void
  readonly onAppended?: TurnTools['onAppended']
  /** No other process writes to this log. Default: so it is. */
  readonly alone?: boolean
  /** Whether this process may decide anything at this moment. Default: always. */
  readonly isServing?: () => boolean
  /** What tells whether that has been so without a break since it was asked for. Default: always. */
  readonly holding?: () => () => boolean
}

const always = (): boolean => true

/** One turn at a time per key; a turn takes all commands that wait for its key by then. */
export class InTurn implements Kernel {
  readonly #waiting = new Map<string, Waiting[]>()
  readonly #tools: TurnTools

  constructor({ onAppended = () => undefined, alone = true, isServing = always, ...parts }: KernelParts) {
    const { holding = () => always } = parts
    this.#tools = { ...parts, onAppended, alone, isServing, holding, inFlight: new Set() }
  }

  handle<S, E extends Event>(command: Command<S, E>): Promise<Outcome<E>> {
    return new Promise((resolve, reject) => {
      const waiting = { command, answer: resolve, refuse: reject } as unknown as Waiting
      const queue = this.#waiting.get(command.key)
      if (queue) return void queue.push(waiting)
      this.#waiting.set(command.key, [waiting])
      void this.#work(command.key)
    })
  }

  async #work(key: string): Promise<void> {
    for (let queue = this.#waiting.get(key) ?? []; queue.length > 0; queue = this.#waiting.get(key) ?? []) {
      this.#waiting.set(key, [])
      try {
        await takeTurn(queue, this.#tools)
      } catch (error) {
        if (!(error instanceof Rejection)) this.#tools.onBug(error)
        for (const { refuse } of queue) refuse(new Rejection('unavailable'))
      }
    }
    this.#waiting.delete(key)
  }

  async load<S, E extends Event>(stream: string, aggregate: Kept<S, E>): Promise<Readonly<S>> {
    return (await this.#tools.states.load(stream, aggregate)).state
  }

  async fresh<S, E extends Event>(stream: string, aggregate: Kept<S, E>): Promise<Readonly<S>> {
    const { states, alone } = this.#tools
    if (!alone) await states.refresh(stream)
    return (await states.load(stream, aggregate)).state
  }

  async ask<T>(question: (facts: Facts) => T): Promise<T> {
    const { states } = this.#tools
    for (;;)
      try {
        return question(factsOf(states))
      } catch (error) {
        if (!(error instanceof Missing)) throw error
        await states.load(error.stream, error.aggregate)
      }
  }

  async settled(): Promise<void> {
    await Promise.allSettled([...this.#tools.inFlight])
  }
}
