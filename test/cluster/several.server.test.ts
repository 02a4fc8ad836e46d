import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { externals, startCluster, type Cluster } from '../support/cluster/cluster.js'
import { startMember } from '../support/cluster/member.js'
import { MONGODB_URL, newMobile, openServers, type Servers } from '../support/cluster/servers.js'
import { clientOf, registerAt, signInAt, type Client } from '../support/product.js'

interface Log {
  readonly logs: readonly { readonly msg: { readonly content?: string } }[]
}

const PATIENCE = { timeout: 20_000 }

describe.skipIf(!MONGODB_URL)('two processes that serve, and one that projects', () => {
  let servers: Servers
  let cluster: Cluster
  const settings = { SMS_FIXED_CODE: '123456', RATE_LIMIT_BURST: '0', CLOCK: 'adjustable', LOG_LEVEL: 'warn' }
  beforeAll(async () => {
    servers = await openServers()
    cluster = await startCluster({ env: { ...servers.env, ...settings } })
  }, 120_000)
  afterAll(async () => {
    await cluster.close()
    await servers.close()
  })

  const urlOf = (node: number): string => cluster.members.get(node)!.url
  const at = (node: number, person: Client): Client => clientOf(urlOf(node), person)
  const people = async (...names: readonly string[]): Promise<readonly Client[]> =>
    Promise.all(names.map((name, index) => registerAt(urlOf(index % 2), name, newMobile())))
  const roomOf = async (owner: Client, ...others: readonly Client[]): Promise<string> =>
    (await owner.ok<{ id: string }>('/room/create', { roomName: 'talk', users: others.map(({ id }) => id) })).id
  const contents = ({ logs }: Log) => logs.flatMap(({ msg }) => msg.content ?? [])

  it('carry messages between sockets on both, in one order, and read each other’s writes at once (G3, G5)', async () => {
    const [alice, bob] = (await people('alice', 'bob')) as [Client, Client]
    const room = await roomOf(alice, bob)
    expect((await at(1, alice).call('/room/info', { roomId: room })).result).toBe(0)
    const [ofAlice, ofBob] = [await alice.socket(), await bob.socket()]
    const says = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? ofAlice : ofBob).say({ targetId: room }))
    const answers = await Promise.all(says)
    const said = ({ frames }: typeof ofAlice) =>
      frames.flatMap((frame) => (frame.eventType === 0 && frame['msgType'] === 1 ? [frame['logId'] as string] : []))
    await expect.poll(() => [said(ofAlice).length, said(ofBob).length], PATIENCE).toEqual([40, 40])
    expect(said(ofAlice)).toEqual(said(ofBob))
    expect(said(ofAlice)).toEqual([...said(ofAlice)].sort((one, other) => Number(one) - Number(other)))
    expect(new Set(answers.map((answer) => answer['logId'])).size).toBe(40)
    for (let round = 0; round < 20; round++) {
      const { logId } = await ofAlice.say({ targetId: room })
      const { logs } = await at(1, alice).ok<{ logs: { logId: string }[] }>('/room/chatLog', { id: room, number: 1 })
      expect(logs[0]?.logId).toBe(logId)
      await at(round % 2, alice).ok('/user/editNickname', { nickname: `alice ${round}` })
      const info = await at((round + 1) % 2, alice).ok<{ name: string }>('/user/userInfo')
      expect(info.name).toBe(`alice ${round}`)
    }
    await Promise.all([ofAlice.close(), ofBob.close()])
  })

  it('take a right away in both with the reply of one (G6)', async () => {
    const [owner, guest] = (await people('owner', 'guest')) as [Client, Client]
    for (let round = 0; round < 5; round++) {
      const room = await roomOf(owner, guest)
      const ofGuest = await guest.socket()
      const said = ofGuest.say({ targetId: room })
      await owner.ok('/room/kickOut', { roomId: room, users: [guest.id] })
      expect((await ofGuest.say({ targetId: room }))['code']).toBe(-6105)
      expect(await guest.code('/room/chatLog', { id: room })).toBe(-6105)
      const { logId } = await said
      const { logs } = await owner.ok<{ logs: { logId: string }[] }>('/room/chatLog', { id: room })
      if (logId !== undefined) expect(logs.map((each) => each.logId)).toContain(logId)
      await ofGuest.close()
    }
    const ofOlder = await guest.socket()
    const newer = await signInAt(urlOf(0), guest, 'Android')
    expect(await guest.code('/room/list', { type: 3 })).toBe(-1007)
    expect((await ofOlder.closed).code).toBe(4001)
    await newer.ok('/user/logout')
    expect(await at(1, newer).code('/room/list', { type: 3 })).toBe(-1004)
  })

  it('decide refusals, and what lets people in, on what the other has just written', async () => {
    const [owner, guest] = (await people('owner', 'guest')) as [Client, Client]
    for (let round = 0; round < 10; round++) {
      const room = await roomOf(owner)
      const ofOwner = await owner.socket()
      await ofOwner.say({ targetId: room })
      // another's write, not one's own: nothing is waited for
      await guest.ok('/room/joinRoomApply', { roomId: room, applyReason: '' })
      const { infos } = await guest.ok<{ infos: readonly { id: string }[] }>('/room/unread')
      expect(infos.filter(({ id }) => id === room)).toEqual([])
      const ofGuest = await at(0, guest).socket()
      expect((await ofGuest.say({ targetId: room }))['code']).toBeUndefined()
      await Promise.all([ofOwner.close(), ofGuest.close()])
    }
  })

  it('know who is connected to the other', async () => {
    const [one, other] = (await people('one', 'other')) as [Client, Client]
    const room = await roomOf(one, other)
    const [ofOne, ofOther] = [await one.socket(), await other.socket()]
    const online = async (node: number) =>
      (await at(node, one).ok<{ onlineNumber: number }>('/room/getOnlineNumber', { roomId: room })).onlineNumber
    await expect.poll(() => online(0), PATIENCE).toBe(2)
    await expect.poll(() => online(1), PATIENCE).toBe(2)
    await ofOne.until((frame) => frame.eventType === 24 && frame['number'] === '2')
    await ofOther.close()
    await ofOne.until((frame) => frame.eventType === 24 && frame['number'] === '1')
    await ofOne.close()
  })

  it('count what is read on a socket of one as read in the other', async () => {
    const [alice, bob] = (await people('alice', 'bob')) as [Client, Client]
    const room = await roomOf(alice, bob)
    const [ofAlice, ofBob] = [await at(0, alice).socket(), await at(1, bob).socket()]
    const { logId } = await ofBob.say({ targetId: room })
    await ofAlice.until((frame) => frame['logId'] === logId)
    const unread = () => at(1, alice).ok<{ infos: object[] }>('/room/unread')
    await expect.poll(async () => (await unread()).infos, PATIENCE).toEqual([])
    await Promise.all([ofAlice.close(), ofBob.close()])
  })

  it('serve five sockets of a session, on whichever of them', async () => {
    const [alice] = (await people('alice')) as [Client]
    const open = (node: number) => at(node, alice).socket()
    const sockets = await Promise.all([open(0), open(1), open(0), open(1), open(0)])
    await expect(open(1)).rejects.toThrow('429')
    await sockets[0].close()
    await expect.poll(() => open(1).catch(() => undefined), PATIENCE).toBeDefined()
  })

  it('have one clock', async () => {
    const [someone] = (await people('someone')) as [Client]
    const advance = { method: 'POST', body: JSON.stringify({ advance: 3_600_000 }) }
    const headers = { authorization: 'Bearer token-of-the-operators' }
    const { now } = (await (await fetch(`${urlOf(0)}/admin/clock`, { ...advance, headers })).json()) as { now: number }
    // a room of the other process: ids of the first one would carry its time along
    const there = at(1, someone)
    const ofSomeone = await there.socket()
    const { datetime } = await ofSomeone.say({ targetId: await roomOf(there) })
    expect(datetime).toBeGreaterThanOrEqual(now)
    await ofSomeone.close()
  })

  it('wait for nobody who has started since, where there is nothing new to be known', async () => {
    const [someone] = (await people('someone')) as [Client]
    const headers = { authorization: 'Bearer token-of-the-operators' }
    const promote = () =>
      fetch(`${urlOf(0)}/admin/users/${someone.id}/level`, { method: 'POST', body: '{"level":2}', headers })
    expect((await promote()).status).toBe(200)
    await cluster.kill(1)
    await cluster.start(1)
    expect((await promote()).status).toBe(200)
  }, 60_000)

  it('refuse a start under a number that is in use', async () => {
    const again = startMember({ ...externals('api', 1), ...servers.env, ...settings })
    await expect(again).rejects.toThrow('NODE_ID 1 is in use')
  })

  it('go on when each in turn is killed, with nothing lost and nothing twice', async () => {
    const [alice, bob] = (await people('alice', 'bob')) as [Client, Client]
    const room = await roomOf(alice, bob)
    const said: string[] = []
    for (const victim of [0, 1, 2]) {
      await cluster.kill(victim)
      const alive = victim === 0 ? 1 : 0
      const ofAlice = await at(alive, alice).socket()
      for (let index = 0; index < 5; index++) {
        const content = `${victim} ${index}`
        const saying = ofAlice.say({ targetId: room, msg: { content } })
        // without a projector nobody answers; what is said stands in the log
        if (victim === 2 && index === 0) await cluster.start(victim)
        expect((await saying)['code']).toBeUndefined()
        said.unshift(content)
      }
      await ofAlice.close()
      if (victim !== 2) await cluster.start(victim)
    }
    for (const node of [0, 1])
      expect(contents(await at(node, bob).ok<Log>('/room/chatLog', { id: room }))).toEqual(expect.arrayContaining(said))
  }, 120_000)

  it('close and answer 503 after they were stopped for longer than their lease, and serve again when they know all', async () => {
    const [owner, guest] = (await people('owner', 'guest')) as [Client, Client]
    const room = await roomOf(owner, guest)
    const ofGuest = await guest.socket()
    const stopped = cluster.members.get(1)!
    stopped.signal('SIGSTOP')
    await owner.ok('/room/kickOut', { roomId: room, users: [guest.id] })
    const since = Date.now()
    await expect.poll(() => Date.now() - since, { timeout: 11_000 }).toBeGreaterThan(10_000)
    const asked = fetch(`${stopped.url}/room/chatLog`, {
      method: 'POST',
      headers: { 'FZM-AUTH-TOKEN': guest.token },
      body: JSON.stringify({ id: room }),
    })
    ofGuest.send({ eventType: 0, msgId: 'late', channelType: 2, targetId: room, msgType: 1, msg: { content: 'late' } })
    stopped.signal('SIGCONT')
    const answer = await asked
    const { result } = (await answer.json()) as { result: number }
    expect([`503 -1000`, `200 -6105`]).toContain(`${answer.status} ${result}`)
    expect((await ofGuest.closed).code).toBe(1001)
    await expect.poll(async () => (await fetch(`${stopped.url}/readyz`)).status, PATIENCE).toBe(200)
    expect(await guest.code('/room/chatLog', { id: room })).toBe(-6105)
    const { logs } = await owner.ok<Log>('/room/chatLog', { id: room })
    expect(contents({ logs })).not.toContain('late')
  }, 60_000)
})
