import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as User from '../../src/domain/user.js'
import type { Client, TestProduct } from '../support/product.js'
import { openProduct } from '../support/product.js'
import type { Received } from '../support/socket-client.js'
import { openSocketWorld } from '../support/socket-world.js'
import { act } from '../support/staff.js'
import type { Loss, Scene } from './permission.losses.js'
import { losses } from './permission.losses.js'
import type { Race } from './permission.race.js'
import { race } from './permission.race.js'

/** Of each loss; together more than 50. */
const ROUNDS = 8

let product: TestProduct
let owner: Client, member: Client, victim: Client
beforeAll(async () => {
  product = await openProduct()
  ;[owner, member, victim] = (await product.people('owner', 'member', 'victim')) as [Client, Client, Client]
})
afterAll(() => product.close())

const sceneOf = async (loss: Loss): Promise<Scene> => {
  if ((await victim.code('/user/userInfo')) !== 0) victim = await product.signIn(victim, 'Android')
  await act(product, `/admin/users/${victim.id}/mute`, { until: 0 })
  const { isFriend } = await member.ok<{ isFriend: number }>('/user/userInfo', { id: victim.id })
  if (isFriend === 2) await product.befriend(member, victim)
  const users = [member.id, victim.id]
  const { id: room } = await owner.ok<{ id: string }>('/room/create', { roomName: 'a room', users })
  if (loss.name === 'level down') await owner.ok('/room/setLevel', { roomId: room, userId: victim.id, level: 2 })
  return { product, owner, member, victim, room }
}

/** Texts of this conversation's messages in some frames, those of catch-ups too. */
const textsIn = (loss: Loss, { room }: Scene, frames: readonly Received[]): string[] =>
  frames
    .flatMap((frame) => [frame, ...((frame['list'] ?? []) as Received[])])
    .filter((frame) => frame.eventType === 0 && frame['msgType'] !== 6 && frame['logId'] !== undefined)
    .filter((frame) => (loss.event === 'FriendRemoved' ? frame['channelType'] === 3 : frame['targetId'] === room))
    .map(({ msg }) => (msg as { content: string }).content)

const racingIn = (loss: Loss, { scene, texts }: Race, frames: readonly Received[]): string[] =>
  textsIn(loss, scene, frames).filter((text) => texts.includes(text))

/** What the log has of the race; all of it must stand before the right was taken. */
const acceptedIn = (loss: Loss, { events, texts }: Race): string[] => {
  const lostAt = events.findIndex(({ type }) => type === loss.event)
  const said = (from: number, to?: number) =>
    events
      .slice(from, to)
      .map(({ data }) => String(data['msgId']))
      .filter((msgId) => texts.includes(msgId))
  expect(lostAt).toBeGreaterThanOrEqual(0)
  expect(said(lostAt)).toEqual([])
  return said(0, lostAt)
}

/** His sockets are closed, with nothing of what was said after; what was refused meanwhile, for the reason of the close. */
const checkClosed = async (code: number, refusal: number, { own }: Race): Promise<void> => {
  for (const { closed, frames } of own) {
    expect((await closed).code).toBe(code)
    const refusals = frames.flatMap((frame) => (frame['code'] === undefined ? [] : [frame['code']]))
    expect(refusals.filter((one) => one !== refusal)).toEqual([])
  }
}

/** Each of his messages is answered by the code or heard on all his sockets, and behind the last frame comes nothing. */
const checkOpen = (loss: Loss, played: Race, accepted: readonly string[]): void => {
  const { own, texts, after, scene } = played
  expect(after).toMatchObject({ code: loss.refusal })
  const answers = new Map(own[0].frames.map((frame) => [frame['msgId'], frame['code']]))
  expect(texts.map((text) => answers.get(text))).toEqual(
    texts.map((text) => (accepted.includes(text) ? undefined : loss.refusal)),
  )
  for (const { frames } of own) {
    expect(racingIn(loss, played, frames)).toEqual(accepted)
    if (loss.keepsHearing) continue
    const end = frames.findIndex((frame) => typeof loss.last !== 'number' && loss.last(frame, scene))
    expect(end).toBeGreaterThanOrEqual(0)
    expect(textsIn(loss, scene, frames.slice(end))).toEqual([])
  }
}

const check = async (loss: Loss, played: Race): Promise<number> => {
  for (const [path, code, wanted] of played.codes) expect([path, code]).toEqual([path, wanted])
  const accepted = acceptedIn(loss, played)
  expect(racingIn(loss, played, played.member.frames)).toEqual(accepted)
  if (typeof loss.last === 'number') await checkClosed(loss.last, loss.refusal, played)
  else checkOpen(loss, played, accepted)
  if (!loss.keepsHearing)
    for (const { frames } of played.own) expect(textsIn(loss, played.scene, frames)).not.toContain('behind his back')
  return accepted.length
}

describe('with the reply to the call the right is gone on REST and on every socket, what was said meanwhile was heard or refused (G6)', () => {
  const accepted = new Set<number>()
  test.each(losses.map((loss) => [loss.name, loss] as const))(
    '%s',
    async (_, loss) => {
      for (let seed = 1; seed <= ROUNDS; seed++) {
        const played = await race(loss, await sceneOf(loss), seed)
        accepted.add(await check(loss, played))
        await played.close()
      }
    },
    60_000,
  )
  test('the races were some: not always the same ones were in time', () => {
    expect(accepted.size).toBeGreaterThan(1)
  })
})

test('who is muted is silent from then on, in rooms and to friends, and still hears', async () => {
  const world = await openSocketWorld()
  const [one, other] = [await world.person('one'), await world.person('other')]
  await world.befriend(one, other)
  const room = await world.room(one, other)
  const [ofOne, ofOther] = [await world.socket(one), await world.socket(other)]
  const { clock, kernel } = world.core
  const until = clock.now() + 60_000
  await kernel.handle<User.User, User.UserEvent>({
    key: `user:${other}`,
    stream: User.streamOf(other),
    aggregate: User,
    id: 'mute',
    metadata: {},
    decide: () => User.mute(clock.now(), until),
  })
  expect(await ofOther.say({ targetId: room })).toMatchObject({ code: -2007 })
  expect(await ofOther.say({ channelType: 3, targetId: one })).toMatchObject({ code: -2007 })
  const { msgId } = await ofOne.say({ targetId: room })
  await ofOther.until((frame) => frame['msgId'] === msgId)
  await Promise.all([ofOne.close(), ofOther.close()])
  await world.close()
})
