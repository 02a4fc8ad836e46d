import { Refused, call, eachOf, ok } from '../client/api.js'
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

/** Registers one person. @throws NotFit where the server's fixed SMS code is another one, or there is none */
export const register = async ({ url, code }: World, index: number, nickname: string): Promise<Person> => {
  const mobile = mobileOf(index)
  const body = { mobile, captcha: code, password: PASSWORD, nickname }
  const { result, message, data } = await call(url, '/user/register', { body })
  if (result === -4007 || result === -4008)
    throw new NotFit('the server needs SMS_FIXED_CODE, and this call the same SMS_FIXED_CODE in its environment')
  if (result !== 0) throw new Refused(result, '/user/register', message)
  const { id, token } = data as { id: string; token: string }
  return { id, mobile, token }
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
    const { id: roomId } = (await ok(url, '/room/create', { body, token: host.token })) as { id: string }
    for (let from = AT_ONCE - 1; from < ids.length; from += AT_ONCE)
      await ok(url, '/room/joinRoomInvite', {
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
