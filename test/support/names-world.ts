import { expect } from 'vitest'
import { one } from '../../src/projections/models.js'
import type { NewEvent } from '../../src/stores/event-store.js'
import { names } from './names-model.js'
import { fresh, type World } from './world.js'

const append = async ({ disk }: World, stream: string, ...events: NewEvent[]) => {
  let version = 0
  for await (const event of disk.read(stream, { backwards: true, limit: 1 })) version = event.version
  return (await disk.append(stream, events, version)).position
}
/** Lets a user be called so, one name after the other, until readers see it. */
export const rename = async (to: World, user: string, ...called: string[]) => {
  const events = called.map((name) => fresh('UserRenamed', { user, name }))
  const position = await append(to, `user-${user}`, ...events)
  expect(await to.runner.waitFor(position)).toBe(true)
}
export const nameOf = async ({ runner }: World, user = '1') => (await one(runner, names(), user))?.name
/** Requests the rebuild of a read model. */
export const request = async (to: World, name: string) => {
  const position = await append(to, `projection-${name}`, fresh('RebuildRequested', { name }))
  await to.runner.waitFor(position)
}
