import { describe, expect, it } from 'vitest'
import { startCluster, type Cluster } from '../support/cluster/cluster.js'
import { openFailingStores, said, talk } from '../support/cluster/failing-stores.js'
import { EVENTSTORE_URL, MONGODB_URL } from '../support/cluster/servers.js'

// they wait for the most part; but a real EventStoreDB has one log for all
const concurrent = EVENTSTORE_URL === undefined

describe.skipIf(!MONGODB_URL)('stores that are away at the end', { concurrent, timeout: 120_000 }, () => {
  it.each([
    ['events', 'cut'],
    ['events', 'mute'],
    ['documents', 'cut'],
    ['documents', 'mute'],
  ] as const)('keep no process from ending well, and nothing acknowledged is lost: %s, %s', async (which, how) => {
    const stores = await openFailingStores()
    let cluster: Cluster | undefined
    try {
      cluster = await startCluster({ env: stores.env, roles: ['all'] })
      const { alice, room, ofAlice } = await talk(cluster.url)
      await ofAlice.say({ targetId: room, msg: { content: 'before' } })
      stores.proxies[which][how]()
      // what is under way
      ofAlice.send({ eventType: 0, channelType: 2, targetId: room, msgType: 1, msg: { content: 'meanwhile' } })
      const call = alice.call('/room/create', { roomName: 'another', users: [] }).catch(() => undefined)
      const process = cluster.members.get(0)!
      expect([await process.stop(), (await ofAlice.closed).code]).toEqual([0, 1001])
      await call
      stores.heal()
      await cluster.start(0)
      expect(await said(alice, room)).toContain('before')
    } finally {
      stores.heal()
      await cluster?.close()
      await stores.close()
    }
  })
})
