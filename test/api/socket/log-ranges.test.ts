import { expect, test } from 'vitest'
import { inLogOrder, positionBefore } from '../../../src/api/socket/log-ranges.js'
import type { MessageDocument } from '../../../src/projections/messages.js'
import type { Models } from '../../../src/projections/models.js'
import type { Query } from '../../../src/stores/document-store.js'

const LENGTH = 2_000
/** A log of one message at each position, which is its logId too; it answers at once, as the embedded store does. */
const models = {
  find: async (_: unknown, { least = 1, most = LENGTH, limit = LENGTH }: Query) => {
    const [from, to] = [Number(least), Math.min(Number(most), LENGTH)]
    const length = Math.max(0, Math.min(limit, to - from + 1))
    return Array.from({ length }, (_each, at) => ({ position: from + at, logId: String(from + at) }))
  },
} as unknown as Models

/** How often others had their turn while this was done. */
const turnsDuring = async (work: () => Promise<void>): Promise<number> => {
  let turns = 0
  let over = false
  const take = (): void => {
    turns += 1
    if (!over) setImmediate(take)
  }
  setImmediate(take)
  await work()
  over = true
  return turns
}

test('a long stretch of a log leaves others their turns', async () => {
  const ranges = [{ conversation: 'room_1', after: 0, upTo: LENGTH, shows: () => true }]
  const found: MessageDocument[] = []
  const turns = await turnsDuring(async () => {
    for await (const message of inLogOrder(models, ranges)) found.push(message)
  })
  expect(found.map(({ position }) => position)).toEqual(Array.from({ length: LENGTH }, (_, at) => at + 1))
  expect(turns).toBeGreaterThan(1)
})

test('so do the places of a moment in many conversations', async () => {
  const found: number[] = []
  const turns = await turnsDuring(async () => {
    for (let each = 0; each < 100; each++) found.push(await positionBefore(models, `room_${each}`, 701, LENGTH))
  })
  expect(new Set(found)).toEqual(new Set([700]))
  expect(turns).toBeGreaterThan(1)
})
