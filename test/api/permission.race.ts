import { setImmediate as tick } from 'node:timers/promises'
import type { Logged } from '../support/product.js'
import type { Received, SocketClient } from '../support/socket-client.js'
import type { Loss, Scene } from './permission.losses.js'

/** More than one frame of a catch-up. */
const OLD_MESSAGES = 55
const RACING = 12

/** Numbers from 0 to below `most`, the same ones for the same seed. */
const dice = (seed: number) => {
  let state = Math.imul(seed, 2654435761)
  return (most: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * most)
  }
}
const ticks = async (number: number): Promise<void> => {
  for (let done = 0; done < number; done++) await tick()
}

/** What everybody's sockets and the log had at the end. */
export interface Race {
  readonly scene: Scene
  readonly member: SocketClient
  /** The victim's: the one that spoke, a second one, and one in the middle of a catch-up. */
  readonly own: readonly [SocketClient, SocketClient, SocketClient]
  readonly texts: readonly string[]
  readonly events: readonly Logged[]
  /** Codes of the victim's calls with the reply, and those wanted. */
  readonly codes: readonly (readonly [path: string, code: number, wanted: number])[]
  /** The answer to what he says after the reply; undefined where his sockets are closed. */
  readonly after: Received | undefined
  close(): Promise<void>
}

const isOpen = ({ webSocket }: SocketClient): boolean => webSocket.readyState === webSocket.OPEN

/** Says the racing messages, some ticks apart; waits for no answer. */
const sayAll = async (socket: SocketClient, texts: readonly string[], fields: object, pause: () => number) => {
  for (const content of texts) {
    if (isOpen(socket))
      socket.send({ eventType: 0, msgId: content, channelType: 2, msgType: 1, msg: { content }, ...fields })
    await ticks(pause())
  }
}

/** One more message, several in fact, in the same instant as the call; then all that must be refused from its reply on. */
export const race = async (loss: Loss, scene: Scene, seed: number): Promise<Race> => {
  const { product, owner, member, victim, room } = scene
  const roll = dice(seed)
  const { id: control } = await owner.ok<{ id: string }>('/room/create', { users: [victim.id, member.id] })
  const [ofOwner, ofMember] = [await owner.socket(), await member.socket()]
  const [own, second] = [await victim.socket(), await victim.socket()]
  const isPair = loss.event === 'FriendRemoved'
  const teller = isPair ? ofMember : ofOwner
  const place = isPair ? { channelType: 3, targetId: victim.id } : { targetId: room }
  await Promise.all(
    Array.from({ length: OLD_MESSAGES }, (_, n) => teller.say({ ...place, msg: { content: `old ${n}` } })),
  )
  const late = await victim.socket()
  const before = await product.head()

  const texts = Array.from({ length: RACING }, (_, index) => `racing ${loss.name} ${seed} ${index}`)
  late.send({ eventType: 42, msgId: '42', time: 0 })
  await Promise.all([
    sayAll(own, texts, loss.says(scene), () => roll(4)),
    ticks(roll(2 * RACING)).then(() => loss.takeAway(scene)),
  ])

  const codes: [string, number, number][] = []
  for (const [path, body, wanted] of loss.calls(scene)) codes.push([path, await victim.code(path, body), wanted])
  const staysOpen = typeof loss.last !== 'number'
  const after = staysOpen ? await own.say({ ...loss.says(scene), msg: { content: 'too late' } }) : undefined
  if (loss.event !== 'RoomDissolved') await ofOwner.say({ targetId: room, msg: { content: 'behind his back' } })
  // what comes on a socket comes in order: behind this nothing of before is under way
  const { logId } = await ofOwner.say({ targetId: control, msg: { content: 'marker' } })
  const hearers = staysOpen ? [ofMember, own, second, late] : [ofMember]
  await Promise.all(hearers.map((socket) => socket.until((frame) => frame['logId'] === logId)))
  const events = await product.events(before)
  return {
    scene,
    member: ofMember,
    own: [own, second, late],
    texts,
    events,
    codes,
    after,
    close: async () => void (await Promise.all([ofOwner, ofMember, own, second, late].map((socket) => socket.close()))),
  }
}
