import { Refused, eachOf, ok } from '../client/api.js'
import { insist, persistently } from '../client/persistent.js'
import { SMS_CODE } from '../client/server.js'

export interface Person {
  readonly id: string
  readonly mobile: string
  readonly token: string
}

export const PASSWORD = 'replay-password'

/** The server lacks what a replay needs: a sentence for whoever set it up. */
export class NotFit extends Error {}

export interface World {
  readonly url: string
  readonly code: string
}

export const worldOf = (url: string): World => ({
  url: url.replace(/\/$/, ''),
  code: process.env['SMS_FIXED_CODE'] ?? SMS_CODE,
})

const first = Math.floor(Math.random() * 9_000) * 100_000
const mobileOf = (index: number): string => `13${String(100_000_000 + ((first + index) % 900_000_000))}`

const WRONG_CODE = [-4007, -4008]
const NUMBER_TAKEN = -4003

/** Registers one person, or signs him in where an earlier try has registered him and its answer was lost. */
const enter = async ({ url, code }: World, mobile: string, nickname: string): Promise<unknown> => {
  let isRepeated = false
  return persistently(async () => {
    try {
      return await ok(url, '/user/register', { body: { mobile, captcha: code, password: PASSWORD, nickname } })
    } catch (error) {
      const isTaken = isRepeated && error instanceof Refused && error.code === NUMBER_TAKEN
      isRepeated = true
      if (!isTaken) throw error
      return ok(url, '/user/pwdLogin', { body: { mobile, password: PASSWORD } })
    }
  })
}

/** Registers one person. @throws NotFit where the server's fixed SMS code is another one, or there is none */
export const register = async (world: World, index: number, nickname: string): Promise<Person> => {
  const mobile = mobileOf(index)
  try {
    const { id, token } = (await enter(world, mobile, nickname)) as { id: string; token: string }
    return { id, mobile, token }
  } catch (error) {
    if (error instanceof Refused && WRONG_CODE.includes(error.code))
      throw new NotFit('the server needs SMS_FIXED_CODE, and this call the same SMS_FIXED_CODE in its environment')
    throw error
  }
}

const AT_ONCE = 500

/** A room of the host with these members. @throws NotFit where the server's MAX_ROOM_MEMBERS is too low */
export const makeRoom = async (
  { url }: World,
  host: Person,
  members: readonly Person[],
  most: number,
): Promise<string> => {
  const ids = members.map(({ id }) => id)
  try {
    const body = { roomName: 'replay', users: ids.slice(0, AT_ONCE - 1) }
    const { id: roomId } = (await insist(url, '/room/create', { body, token: host.token })) as { id: string }
    for (let from = AT_ONCE - 1; from < ids.length; from += AT_ONCE)
      await insist(url, '/room/joinRoomInvite', {
        body: { roomId, users: ids.slice(from, from + AT_ONCE) },
        token: host.token,
      })
    return roomId
  } catch (error) {
    throw error instanceof Refused && error.code === -6108 ? tooSmall(most) : error
  }
}

export const tooSmall = (most: number): NotFit => new NotFit(`the server needs MAX_ROOM_MEMBERS of at least ${most}`)

export const limited = (): NotFit => new NotFit('the server needs RATE_LIMIT_BURST=0')

/** More messages at once than a usual burst lets through. @throws NotFit where there is such a limit */
export const mustHaveNoRateLimit = async (
  world: World,
  host: Person,
  say: (roomId: string, texts: readonly string[]) => Promise<readonly { readonly code: number }[]>,
): Promise<void> => {
  const roomId = await makeRoom(world, host, [], 1)
  const answers = await say(
    roomId,
    Array.from({ length: 200 }, (_, index) => `probe ${index}`),
  )
  if (answers.some(({ code }) => code === -1012)) throw limited()
}

export { eachOf }
