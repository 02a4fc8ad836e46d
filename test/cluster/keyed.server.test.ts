import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCluster, type Cluster } from '../support/cluster/cluster.js'
import { MONGODB_URL, newMobile, openServers, type Servers } from '../support/cluster/servers.js'
import { readLog, registerAt, type Client, type Reply } from '../support/product.js'

// `product.md 3`: the same Idempotency-Key of the same user is the same command, also where it comes to two processes at the same moment.

const ROUNDS = Number(process.env['ROUNDS'] ?? 4)

/** The owner is of the staff. */
interface Cast {
  readonly owner: Client
  readonly guest: Client
}

const roomOf = async ({ owner }: Cast, ...users: readonly Client[]): Promise<string> => {
  const body = { roomName: 'talk', users: users.map(({ id }) => id) }
  return (await owner.ok<{ id: string }>('/room/create', body)).id
}
const bothIn = (cast: Cast): Promise<string> => roomOf(cast, cast.guest)
const restricted = async (cast: Cast): Promise<string> => {
  const roomId = await roomOf(cast)
  await cast.owner.ok('/room/setPermission', { roomId, joinPermission: 1 })
  return roomId
}
const applied = async (cast: Cast): Promise<object> => {
  const roomId = await restricted(cast)
  await cast.guest.ok('/room/joinRoomApply', { roomId })
  return { roomId, userId: cast.guest.id }
}
const groupOf = async ({ owner, guest }: Cast): Promise<string> => {
  await owner.ok('/group/addGroup', { groupName: `of ${guest.id}`, avatar: '' })
  const all = await owner.ok<{ groups: { groupName: string; groupId: string }[] }>('/group/list', { groupStatus: 1 })
  return all.groups.find(({ groupName }) => groupName === `of ${guest.id}`)!.groupId
}
const asked = async ({ owner, guest }: Cast): Promise<string> => {
  await owner.ok('/friend/add', { id: guest.id })
  return owner.id
}
const befriended = async (cast: Cast): Promise<string> => {
  await cast.guest.ok('/friend/response', { id: await asked(cast), agree: 1 })
  return cast.guest.id
}
/** A message of the guest's. */
const said = async (cast: Cast): Promise<string> => {
  const socket = await cast.guest.socket()
  const { logId } = await socket.say({ targetId: await bothIn(cast) })
  await socket.close()
  return String(logId)
}

/** Who asks for what. */
type Asked = readonly [by: keyof Cast, path: string, body: object]
const commands: readonly ((cast: Cast) => Promise<Asked>)[] = [
  async ({ guest }) => ['owner', '/room/create', { roomName: 'once', users: [guest.id] }],
  async (cast) => ['guest', '/room/joinRoomApply', { roomId: await roomOf(cast) }],
  async (cast) => ['guest', '/room/joinRoomApply', { roomId: await restricted(cast), applyReason: 'please' }],
  async (cast) => ['owner', '/room/joinRoomApprove', { ...(await applied(cast)), agree: 1 }],
  async (cast) => ['owner', '/room/joinRoomApprove', { ...(await applied(cast)), agree: 2 }],
  async (cast) => ['owner', '/room/joinRoomInvite', { roomId: await roomOf(cast), users: [cast.guest.id] }],
  async (cast) => ['owner', '/room/kickOut', { roomId: await bothIn(cast), users: [cast.guest.id] }],
  async (cast) => ['guest', '/room/loginOut', { roomId: await bothIn(cast) }],
  async (cast) => ['owner', '/room/delete', { roomId: await bothIn(cast) }],
  async (cast) => ['owner', '/room/setLevel', { roomId: await bothIn(cast), userId: cast.guest.id, level: 2 }],
  async (cast) => ['owner', '/room/setLevel', { roomId: await bothIn(cast), userId: cast.guest.id, level: 3 }],
  async (cast) => ['owner', '/room/setPermission', { roomId: await bothIn(cast), joinPermission: 1 }],
  async (cast) => ['guest', '/room/setMemberNickname', { roomId: await bothIn(cast), nickname: 'me' }],
  async (cast) => ['guest', '/room/stickyOnTop', { roomId: await bothIn(cast), stickyOnTop: 1 }],
  async (cast) => ['guest', '/room/setNoDisturbing', { roomId: await bothIn(cast), setNoDisturbing: 1 }],
  async ({ guest }) => ['owner', '/friend/add', { id: guest.id, remark: 'mine', reason: 'hello' }],
  async (cast) => ['guest', '/friend/response', { id: await asked(cast), agree: 1 }],
  async (cast) => ['guest', '/friend/response', { id: await asked(cast), agree: 2 }],
  async (cast) => ['owner', '/friend/delete', { id: await befriended(cast) }],
  async (cast) => ['owner', '/friend/setRemark', { id: await befriended(cast), remark: 'mine' }],
  async (cast) => ['owner', '/friend/stickyOnTop', { id: await befriended(cast), stickyOnTop: 1 }],
  async (cast) => ['owner', '/friend/setNoDisturbing', { id: await befriended(cast), setNoDisturbing: 1 }],
  async () => ['guest', '/user/editNickname', { nickname: 'another' }],
  async () => ['guest', '/user/editAvatar', { avatar: 'https://example.org/a.png' }],
  async ({ guest }) => ['owner', '/group/addGroup', { groupName: `once of ${guest.id}`, avatar: '' }],
  async (cast) => ['owner', '/group/editGroupName', { groupId: await groupOf(cast), groupName: 'another' }],
  async (cast) => ['owner', '/group/editAvatar', { groupId: await groupOf(cast), avatar: 'https://example.org/a.png' }],
  async (cast) => ['owner', '/group/setStatus', { groupId: await groupOf(cast), type: 1 }],
  async ({ guest }) => ['owner', '/user/muted', { id: guest.id, mutedTime: 60_000 }],
  async (cast) => ['owner', '/group/report', { id: cast.guest.id, msgId: await said(cast) }],
  async (cast) => ['guest', '/chat33/RevokeMessage', { logId: await said(cast), type: 1 }],
  async (cast) => ['guest', '/deleteMsg', { logId: await said(cast), type: 1 }],
  async () => ['guest', '/user/logout', {}],
]

describe.skipIf(!MONGODB_URL)('a command with a key that comes to two processes at once', () => {
  let servers: Servers
  let cluster: Cluster
  let owner: Client
  beforeAll(async () => {
    servers = await openServers()
    const settings = { SMS_FIXED_CODE: '123456', RATE_LIMIT_BURST: '0', LOG_LEVEL: 'warn' }
    cluster = await startCluster({ env: { ...servers.env, ...settings } })
    owner = await person('owner')
    const headers = { authorization: 'Bearer token-of-the-operators' }
    await fetch(`${urlOf(0)}/admin/users/${owner.id}/level`, { method: 'POST', body: '{"level":3}', headers })
  }, 120_000)
  afterAll(async () => {
    await cluster.close()
    await servers.close()
  })
  const urlOf = (node: number): string => cluster.members.get(node)!.url
  const person = (name: string): Promise<Client> => registerAt(urlOf(0), name, newMobile())

  /** Each of them several times. */
  const askBoth = async (command: (cast: Cast) => Promise<Asked>, round: number): Promise<void> => {
    const cast = { owner, guest: await person('guest') }
    const [by, path, body] = await command(cast)
    const headers = { 'FZM-AUTH-TOKEN': cast[by].token, 'Idempotency-Key': `with ${cast.guest.id}` }
    const ask = async (node: number) => {
      if ((node + round) % 2 === 0) await pause(5 * Math.floor(round / 2))
      const answer = await fetch(urlOf(node) + path, { method: 'POST', body: JSON.stringify(body), headers })
      const { result, data } = (await answer.json()) as Reply<unknown>
      return { path, result, data }
    }
    const [first, ...others] = await Promise.all([ask(0), ask(1), ask(0), ask(1), ask(1), ask(0)])
    expect(first).toEqual({ path, result: 0, data: first.data })
    expect([...others, await ask(1)]).toEqual([...others.map(() => first), first])
  }

  it('is done once, and all are answered with it', { timeout: 60_000 * ROUNDS }, async () => {
    for (let round = 0; round < ROUNDS; round++) await Promise.all(commands.map((command) => askBoth(command, round)))
    // an event's id tells which of a command's events it is
    const ids = (await readLog(urlOf(0), 0)).map(({ id }) => id)
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
  })
})
