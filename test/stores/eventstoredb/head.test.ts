import { expect, test } from 'vitest'
import type { EventStore } from '../../../src/stores/event-store.js'
import type { EventStoreDouble } from '../../support/eventstore-double/double.js'
import { withDouble } from '../../support/eventstore-double/with-double.js'
import { newEvents, newStream } from '../event-store.samples.js'

const many = 1000
const few = 8

/** Events of its own, as statistics and links are. */
const ownEvents = ({ log }: EventStoreDouble, count: number): void => {
  const event = { type: '$>', contentType: 'application/json', data: Buffer.from('{}'), metadata: Buffer.alloc(0) }
  for (let n = 0; n < count; n++) log.append('$stats', [{ ...event, id: crypto.randomUUID() }], 'any')
}

/** The head, and how many events the server has sent for it. */
const asked = async (store: EventStore, { faults }: EventStoreDouble): Promise<readonly [number, number]> => {
  const before = faults.sent
  const head = await store.head()
  return [head, faults.sent - before]
}

test('the head of a long log is asked for with few events', async () => {
  await withDouble(async (store, double) => {
    const { position } = await store.append(newStream(), newEvents(many), 0)
    const [head, sent] = await asked(store, double)
    expect(head).toBe(position)
    expect(sent).toBeLessThanOrEqual(few)
  })
})

test('what the server has written of its own since our newest event is looked at once', async () => {
  await withDouble(async (store, double) => {
    const { position } = await store.append(newStream(), newEvents(1), 0)
    ownEvents(double, many)
    const [first, sentFirst] = await asked(store, double)
    expect([first, sentFirst > many]).toEqual([position, true])
    ownEvents(double, 2)
    const [again, sent] = await asked(store, double)
    expect(again).toBe(position)
    expect(sent).toBeLessThanOrEqual(few)
    const later = await store.append(newStream(), newEvents(1), 0)
    ownEvents(double, 2)
    expect(await store.head()).toBe(later.position)
  })
})

test('a log with nothing but the server’s own events has no head, until the first of ours', async () => {
  await withDouble(async (store, double) => {
    expect(await store.head()).toBe(0)
    ownEvents(double, 20)
    expect(await store.head()).toBe(0)
    const { position } = await store.append(newStream(), newEvents(1), 0)
    expect(await store.head()).toBe(position)
  })
})
