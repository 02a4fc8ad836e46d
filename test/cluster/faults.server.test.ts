import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { externals, startCluster, type Cluster } from '../support/cluster/cluster.js'
import { startMember, type Member } from '../support/cluster/member.js'
import { openFailingStores, said, talk, type FailingStores } from '../support/cluster/failing-stores.js'
import { MONGODB_URL } from '../support/cluster/servers.js'
import { clientOf } from '../support/product.js'

const LONG = { timeout: 30_000, interval: 100 }

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

const ready = async (url: string): Promise<{ status: number; reasons: readonly string[] }> => {
  const answer = await fetch(`${url}/readyz`).catch(() => undefined)
  const body = answer ? ((await answer.json()) as { reasons: readonly string[] }) : { reasons: [] }
  return { status: answer?.status ?? 0, reasons: body.reasons }
}

describe.skipIf(!MONGODB_URL)('stores that fail', () => {
  let stores: FailingStores
  let cluster: Cluster | undefined
  let starting: Promise<Member> | undefined

  beforeEach(async () => {
    stores = await openFailingStores()
  })
  afterEach(async () => {
    stores.heal()
    await cluster?.close()
    await starting?.then(
      (member) => member.stop(),
      () => undefined,
    )
    cluster = starting = undefined
    await stores.close()
  }, 60_000)

  it.each(['events', 'documents'] as const)(
    'that are away at the start (%s) are waited for, and it is said why',
    async (which) => {
      stores.proxies[which].cut()
      const PORT = String(await freePort())
      const url = `http://127.0.0.1:${PORT}`
      starting = startMember({ ...externals('all', 0), ...stores.env, PORT })
      const name = which === 'events' ? 'EventStoreDB' : 'MongoDB'
      await expect.poll(async () => (await ready(url)).reasons.join(), LONG).toContain(name)
      expect((await ready(url)).status).toBe(503)
      const call = await fetch(`${url}/room/list`, { method: 'POST', body: '{"type":3}' })
      expect([call.status, ((await call.json()) as { result: number }).result]).toEqual([503, -1000])
      stores.proxies[which].heal()
      await starting
      await expect.poll(async () => (await ready(url)).status, LONG).toBe(200)
      const { alice, room, ofAlice } = await talk(url)
      await ofAlice.say({ targetId: room, msg: { content: 'at last' } })
      expect(await said(alice, room)).toEqual(['at last'])
      await ofAlice.close()
    },
  )

  it.each(['events', 'documents'] as const)(
    'that go away while it runs (%s) lose nothing, and it goes on by itself',
    async (which) => {
      cluster = await startCluster({ env: stores.env, roles: ['api', 'projector'] })
      const { url } = cluster
      const { alice, room, ofAlice } = await talk(url)
      await ofAlice.say({ targetId: room, msg: { content: 'before' } })
      stores.proxies[which].cut()
      // what is known of the log for longer than a lease is not enough to serve
      expect((await ofAlice.closed).code).toBe(1001)
      const call = await alice.call('/room/setPermission', { roomId: room, joinPermission: 3 })
      expect(call.result).toBe(-1000)
      await expect.poll(async () => (await ready(url)).status, LONG).toBe(503)
      stores.proxies[which].heal()
      await expect.poll(async () => (await ready(url)).status, LONG).toBe(200)
      const again = await alice.socket()
      await again.say({ targetId: room, msg: { content: 'after' } })
      expect(await said(alice, room)).toEqual(['after', 'before'])
      await again.close()
    },
    120_000,
  )

  it('that are slow hold nobody up for ever, and order and number stay as they are', async () => {
    cluster = await startCluster({ env: stores.env, roles: ['api', 'projector'] })
    const { alice, room, ofAlice } = await talk(cluster.url)
    for (const proxy of Object.values(stores.proxies)) proxy.delay(30)
    const contents = Array.from({ length: 60 }, (_, index) => String(index))
    const answers = await Promise.all(contents.map((content) => ofAlice.say({ targetId: room, msg: { content } })))
    expect(answers.flatMap(({ code }) => code ?? [])).toEqual([])
    expect(await said(alice, room)).toEqual([...contents].reverse())
    await ofAlice.close()
  }, 120_000)

  it('a right is taken away when what another process has on its way to a slow store is settled (G6)', async () => {
    const { direct } = stores
    cluster = await startCluster({ env: direct, roles: ['all'] })
    starting = startMember({ ...externals('api', 1), ...direct, EVENTSTORE_URL: stores.env.EVENTSTORE_URL })
    const { alice, room, ofAlice } = await talk(cluster.url)
    const there = await clientOf((await starting).url, alice).socket()
    const content = 'on its way'
    const held = stores.proxies.events.holdAt(content)
    const saying = there.say({ targetId: room, msg: { content } })
    await held
    let isMuted = false
    const headers = { authorization: 'Bearer token-of-the-operators' }
    const body = JSON.stringify({ until: Date.now() + 3_600_000 })
    const muting = fetch(`${cluster.url}/admin/users/${alice.id}/mute`, { method: 'POST', body, headers })
    void muting.then(() => (isMuted = true))
    await pause(1_000)
    expect(isMuted).toBe(false)
    stores.proxies.events.heal()
    expect((await muting).status).toBe(200)
    expect((await saying)['code']).toBeUndefined()
    expect(await said(alice, room)).toEqual([content])
    expect((await there.say({ targetId: room }))['code']).toBe(-2007)
    await Promise.all([ofAlice.close(), there.close()])
  }, 60_000)

  it('what was on its way when its process lost the lease is not tried again once the store is back (G6)', async () => {
    cluster = await startCluster({ env: stores.direct, roles: ['all'] })
    starting = startMember({ ...externals('api', 1), ...stores.env })
    const { alice, room, ofAlice } = await talk(cluster.url)
    const there = await clientOf((await starting).url, alice).socket()
    const content = 'too late'
    const lost = stores.proxies.events.cutAt(content)
    there.send({ eventType: 0, msgId: content, channelType: 2, targetId: room, msgType: 1, msg: { content } })
    await lost
    stores.proxies.documents.cut()
    expect((await there.closed).code).toBe(1001)
    // without its lease it has its log back for as long as it would try
    stores.proxies.events.heal()
    await pause(3_000)
    expect(await said(alice, room)).toEqual([])
    await ofAlice.close()
  }, 60_000)

  it('projectors take over from one that is stopped, and it does no harm when it comes back', async () => {
    cluster = await startCluster({ env: stores.env, roles: ['api', 'projector', 'projector'] })
    const { alice, room, ofAlice } = await talk(cluster.url)
    const contents: string[] = []
    for (const stopped of [1, 2, 1]) {
      cluster.members.get(stopped)!.signal('SIGSTOP')
      for (let index = 0; index < 5; index++) {
        const content = String(contents.length)
        await ofAlice.say({ targetId: room, msg: { content } })
        contents.unshift(content)
      }
      cluster.members.get(stopped)!.signal('SIGCONT')
      expect(await said(alice, room)).toEqual(contents)
    }
    await ofAlice.close()
  }, 120_000)
})
