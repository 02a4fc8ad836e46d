import type { Client, TestProduct } from '../support/product.js'
import { openProduct } from '../support/product.js'
import type { Received, SocketClient } from '../support/socket-client.js'
import { addGroup, enter, promote, visit } from '../support/staff.js'
import { names } from './access-matrix.rows.js'
import type { Name } from './access-matrix.rows.js'

/** Beside those who ask: a member and a manager of their room, a friend of theirs, and two who know nobody. */
const others = ['other', 'deputy', 'peer', 'newcomer', 'keyholder'] as const
type Role = Exclude<Name, 'visitor'> | (typeof others)[number]
export type Speaker =
  'member' | 'manager' | 'owner' | 'muted' | 'kicked' | 'other' | 'deputy' | 'announcer' | 'newcomer'
type People = Readonly<Record<Role, Client>>

const FAR = 7_258_089_600_000
const inRoom = ['member', 'manager', 'out', 'over', 'muted', 'kicked', 'other', 'deputy'] as const
const friendly: readonly string[] = ['member', 'manager', 'owner', 'muted', 'other']

/** What the calls are about: made when a play needs it, and anew when something has changed. */
export interface Scene {
  readonly people: People
  /** The room of all who were ever in it; in whose newest one `kicked` has spoken before. */
  room(permission?: 1 | 2 | 3): Promise<string>
  group(): Promise<string>
  closedGroup(): Promise<string>
  /** A new message in the room, of `kicked` the one that he left; its logId. */
  said(by: Speaker): Promise<string>
  /** A new message to the peer, or from him; its logId. */
  letter(who: Speaker, way: 'to' | 'from'): Promise<string>
  /** What the newcomer says in the chat room. */
  saidInGroup(): Promise<string>
  enter(who: Name, group: string): Promise<void>
  /** The peer, whose friend he is or is not, as his name says. */
  peerOf(who: Name): Promise<string>
  /** Who has just asked to be his friend. */
  askedBy(who: Name): Promise<string>
  /** Of a session that may end. */
  secondToken(who: Name): Promise<string>
  whereRoomsAreDissolved(): Scene
}

/** The server, everybody who asks, and what is heard. */
export interface Stage {
  readonly product: TestProduct
  readonly people: People
  readonly sockets: ReadonlyMap<string, SocketClient>
  scene(): Scene
  /** Resolves when whatever was sent before has come everywhere, with what came since the last time without having been asked for. */
  settle(): Promise<readonly Received[]>
  close(): Promise<void>
}

const isOf = (group: string) => (frame: Received) => frame['targetId'] === group

const endSessions = async (product: TestProduct, { out, over }: People): Promise<void> => {
  await out.ok('/user/logout')
  await product.signIn(over, 'iOS')
}

const setUp = async (product: TestProduct): Promise<People> => {
  const roles: Role[] = [...names.filter((name) => name !== 'visitor'), ...others]
  const found = await product.people(...roles)
  const people = Object.fromEntries(roles.map((role, at) => [role, found[at]])) as unknown as Record<Role, Client>
  await promote(product, people.staff, 2)
  await promote(product, people.admin, 3)
  await endSessions(product, people)
  await product.act(`/admin/users/${people.muted.id}/mute`, { until: FAR })
  return people
}

const openSockets = async (product: TestProduct, people: People): Promise<Map<string, SocketClient>> => {
  const sockets = new Map([['visitor', await visit(product, 'visitor')]])
  for (const [role, client] of Object.entries(people))
    if (!['out', 'over', 'keyholder'].includes(role)) sockets.set(role, await client.socket())
  return sockets
}

export const openStage = async (): Promise<Stage> => {
  const product = await openProduct()
  const people = await setUp(product)
  const sockets = await openSockets(product, people)
  const everybody = [...sockets.values()]
  const fence = await addGroup(people.admin, 'fence')
  for (const socket of everybody) await enter(socket, fence)

  return {
    product,
    people,
    sockets,
    scene: () => sceneOf(product, people, sockets),
    async settle() {
      const { logId } = await sockets.get('deputy')!.say({ channelType: 1, targetId: fence })
      await Promise.all(everybody.map((socket) => socket.until((frame) => frame['logId'] === logId)))
      // 24 comes up to a second later, for what was made before; a code answers who asked
      const expected = (frame: Received): boolean =>
        isOf(fence)(frame) || frame.eventType === 24 || frame['code'] !== undefined
      return everybody.flatMap(({ frames }) => frames.splice(0).filter((frame) => !expected(frame)))
    },
    async close() {
      await Promise.all(everybody.map((socket) => socket.close()))
      await product.close()
    },
  }
}

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}

const sceneOf = (product: TestProduct, people: People, sockets: ReadonlyMap<string, SocketClient>): Scene => {
  const socketOf = (who: string): SocketClient => sockets.get(who)!
  const say = async (by: Role, fields: object): Promise<string> => String((await socketOf(by).say(fields))['logId'])
  const mute = (until: number) => product.act(`/admin/users/${people.muted.id}/mute`, { until })
  const sayAs = async (by: Role, fields: object): Promise<string> => {
    if (by === 'muted') await mute(0)
    const logId = await say(by, fields)
    if (by === 'muted') await mute(FAR)
    return logId
  }

  const makeRoom = async (permission: 1 | 2 | 3) => {
    const { owner, kicked, manager, deputy } = people
    const users = inRoom.map((role) => people[role].id)
    const { id: roomId } = await owner.ok<{ id: string }>('/room/create', { users })
    const left = await say('kicked', { targetId: roomId })
    for (const { id: userId } of [manager, deputy]) await owner.ok('/room/setLevel', { roomId, userId, level: 2 })
    await owner.ok('/room/kickOut', { roomId, users: [kicked.id] })
    if (permission !== 2) await owner.ok('/room/setPermission', { roomId, joinPermission: permission })
    return { roomId, left }
  }
  const rooms = ([1, 2, 3] as const).map((permission) => once(() => makeRoom(permission)))
  const roomWith = (permission: 1 | 2 | 3) => rooms[permission - 1]!()
  const dissolved = once(async () => {
    const { roomId } = await makeRoom(2)
    await people.owner.ok('/room/delete', { roomId })
    return roomId
  })

  const areFriends = async (who: Role, other: Client): Promise<boolean> =>
    (await people[who].ok<{ isFriend: number }>('/user/userInfo', { id: other.id })).isFriend === 1
  const relate = async (who: Role, other: Client, wanted: boolean): Promise<void> => {
    const found = await areFriends(who, other)
    if (wanted && !found) await product.befriend(people[who], other)
    if (!wanted && found) await people[who].ok('/friend/delete', { id: other.id })
  }
  const isOut = (who: Name): who is 'visitor' | 'out' | 'over' => who === 'visitor' || who === 'out' || who === 'over'
  const { peer, newcomer } = people

  const scene: Scene = {
    people,
    room: async (permission = 2) => (await roomWith(permission)).roomId,
    group: once(() => addGroup(people.admin, `a chat room`)),
    closedGroup: once(async () => {
      const groupId = await addGroup(people.admin, 'a closed chat room')
      await people.admin.ok('/group/setStatus', { groupId, type: 1 })
      return groupId
    }),
    async said(by) {
      const { roomId, left } = await roomWith(2)
      if (by === 'kicked') return left
      return by === 'announcer' ? say('deputy', { targetId: roomId, msgType: 0 }) : sayAs(by, { targetId: roomId })
    },
    async letter(who, way) {
      const role = who === 'announcer' ? 'deputy' : who
      await relate(role, peer, true)
      const logId =
        way === 'to'
          ? await sayAs(role, { channelType: 3, targetId: peer.id })
          : await say('peer', { channelType: 3, targetId: people[role].id })
      await relate(role, peer, friendly.includes(role))
      return logId
    },
    async saidInGroup() {
      const targetId = await scene.group()
      await enter(socketOf('newcomer'), targetId)
      return say('newcomer', { channelType: 1, targetId })
    },
    async enter(who, group) {
      if (sockets.has(who)) await enter(socketOf(who), group)
    },
    async peerOf(who) {
      if (!isOut(who)) await relate(who, peer, friendly.includes(who))
      return peer.id
    },
    async askedBy(who) {
      if (isOut(who)) return newcomer.id
      await relate(who, newcomer, false)
      await newcomer.ok('/friend/add', { id: people[who].id })
      return newcomer.id
    },
    async secondToken(who) {
      if (who === 'visitor') return ''
      return isOut(who) ? people[who].token : (await product.signIn(people[who], 'Web')).token
    },
    whereRoomsAreDissolved: () => ({ ...scene, room: dissolved }),
  }
  return scene
}
