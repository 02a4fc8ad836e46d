import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Context, Core } from '../../src/commands/context.js'
import { signInByToken, signOut, useSession } from '../../src/commands/session.js'
import { changeAvatar, rename } from '../../src/commands/user.js'
import type { Device } from '../../src/domain/session.js'
import * as Session from '../../src/domain/session.js'
import * as User from '../../src/domain/user.js'
import { makeToken } from '../../src/services/tokens.js'
import type { TestCore } from '../support/core.js'
import { openCore } from '../support/core.js'
import { DAY, advance, answer, easyParts, from, registered, visit } from '../support/sign-in.js'
import { kernelWith } from '../support/kernel-with.js'

let here: TestCore
beforeAll(async () => void (here = await openCore()))
afterAll(() => here.close())

const easy = easyParts()
const byToken = (token: string, device: Device, { core = here.core, parts = easy } = {}) =>
  answer(core, (context) => signInByToken(context, parts, { token, from: from(device) }))
const types = async (user: string) => (await here.stream(`session-${user}`)).map(({ type }) => type)
const inSession = (user: string, session: string): Context => ({
  ...visit(here.core),
  who: { kind: 'user', id: user, session },
})
const sessionOf = async (user: string, session: string) =>
  Session.find(await here.core.kernel.load(Session.streamOf(user), Session), session, here.core.clock.now())

describe('a token', () => {
  test('renews its session in its own slot', async () => {
    const { user, session, token } = await registered(here.core, easy)
    expect(await byToken(token, 'iOS')).toEqual({ user, session })
    expect(await types(user)).toEqual(['SignedIn', 'SessionRenewed'])
    expect(await sessionOf(user, session)).toMatchObject({ device: 'iOS', deviceName: 'iOS of mine' })
  })

  test('makes a second session in another slot, which outlives the first', async () => {
    const { user, session, token } = await registered(here.core, easy)
    const second = await byToken(token, 'PC')
    expect(second).toEqual({ user, session: expect.any(String) as string })
    await signOut(inSession(user, session))
    expect(await sessionOf(user, session)).toBe('signed-out')
    expect(await sessionOf(user, (second as { session: string }).session)).toMatchObject({ slot: 'pc', way: 'token' })
    expect(await byToken(token, 'PC')).toBe('bad-token')
  })

  test.each(['', 'junk', makeToken('351843720888320')])('that is unknown is refused: %s', async (token) =>
    expect(await byToken(token, 'PC')).toBe('bad-token'),
  )

  test('under LOGIN_POLICY=strict takes no slot that is connected, and renews its own', async () => {
    const core: Core = { ...here.core, presence: { ...here.core.presence, socketsOf: () => 1 } }
    const strictly = { core, parts: { ...easy, loginPolicy: 'strict' as const } }
    const { token } = await registered(here.core, easy)
    await byToken(token, 'PC')
    expect(await byToken(token, 'PC', strictly)).toBe('taken-over')
    expect(await byToken(token, 'iOS', strictly)).toMatchObject({ session: expect.any(String) as string })
  })
})

describe('who signs in where he is signed in already', () => {
  test('answers when what the older session had under way is settled', async () => {
    const { token } = await registered(here.core, easy)
    await byToken(token, 'PC')
    let settled = 0
    const { kernel } = here.core
    const counting: Core = {
      ...here.core,
      kernel: kernelWith(kernel, {
        settled: async () => {
          await kernel.settled()
          settled += 1
        },
      }),
    }
    await byToken(token, 'Web', { core: counting, parts: easy })
    expect(settled).toBe(0)
    await byToken(token, 'PC', { core: counting, parts: easy })
    expect(settled).toBe(1)
  })
})

test('signing out twice is once, and nothing for a visitor', async () => {
  const { user, session } = await registered(here.core, easy)
  const context = { ...inSession(user, session), live: () => 'signed-out' as const }
  await Promise.all([signOut(context), signOut(context)])
  await signOut(visit(here.core))
  expect(await types(user)).toEqual(['SignedIn', 'SignedOut'])
})

test('a use is recorded once a day, however many requests come at once', async () => {
  const { user, session: id } = await registered(here.core, easy)
  const session = (await sessionOf(user, id)) as Session.Session
  await useSession(here.core, user, session)
  expect(await types(user)).toEqual(['SignedIn'])
  advance(here.core, DAY)
  await Promise.all([1, 2, 3].map(() => useSession(here.core, user, session)))
  expect(await types(user)).toEqual(['SignedIn', 'SessionUsed'])
})

test('a user renames himself and changes his avatar', async () => {
  const { user, session } = await registered(here.core, easy)
  await rename(inSession(user, session), { user, name: 'Bob' })
  await changeAvatar(inSession(user, session), { user, avatar: 'https://e.example/a' })
  expect(await here.core.kernel.load(User.streamOf(user), User)).toMatchObject({
    name: 'Bob',
    avatar: 'https://e.example/a',
  })
})
