import { expect } from 'vitest'
import type { Aggregate, Decision, Event, Time } from '../../src/domain/decision.js'
import { Rejection } from '../../src/domain/decision.js'
import type { Reason } from '../../src/domain/decision.js'
import type { EventOf, EventType, RecordedOf } from '../../src/domain/events.js'
import type { Projection } from '../../src/projections/projection.js'

/** The time of the first event given; each later one is 1 ms younger. */
export const START: Time = 1_800_000_000_000

/** An event by type and data. */
export const happened = <T extends EventType>(type: T, data: EventOf<T>['data']): EventOf<T> =>
  ({ type, data }) as EventOf<T>

/** `given(Room, …events).when(Room.kick(…)).then(…events)`, or `.refused('not-allowed')`. */
export const given = <S, E extends Event>(aggregate: Aggregate<S, E>, ...events: readonly NoInfer<E>[]) => {
  const state = events.reduce(
    (folded, event, index) => aggregate.evolve(folded, event, START + index),
    aggregate.initial(),
  )
  return {
    state,
    when: (decide: Decision<E, S>) => ({
      then: (...wanted: readonly NoInfer<E>[]) => expect(decide(state)).toEqual(wanted),
      refused: (reason: Reason) => {
        const refusal = (() => {
          try {
            return { events: decide(state) }
          } catch (error) {
            return error instanceof Rejection ? { reason: error.reason } : { error }
          }
        })()
        expect(refusal).toEqual({ reason })
      },
    }),
  }
}

/** The documents that a read model makes of these events, by key. */
export const documents = <D extends object>(
  model: Projection<D>,
  ...events: readonly EventOf<EventType>[]
): Record<string, D> => {
  const found = new Map<string, D>()
  events.forEach((event, index) => {
    const recorded = { ...event, ...placed(index) } as RecordedOf<EventType>
    const handle = model.on[event.type] as
      ((event: RecordedOf<EventType>) => ReturnType<NonNullable<typeof model.any>>) | undefined
    for (const [key, fold] of [...(handle?.(recorded) ?? []), ...(model.any?.(recorded) ?? [])]) {
      const document = fold(found.get(key))
      if (document) found.set(key, document)
      else found.delete(key)
    }
  })
  return Object.fromEntries(found)
}

const placed = (index: number) => ({
  position: index + 1,
  stream: 'test-1',
  version: index + 1,
  id: `event-${index + 1}`,
  metadata: { at: START + index },
})
