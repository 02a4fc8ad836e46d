import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openProduct, type Client, type TestProduct } from '../../support/product.js'
import { startProxy, type TcpProxy } from '../../support/tcp-proxy.js'
import { addressOf, dropDatabase, MONGODB_URL, through } from './database.js'

const address = MONGODB_URL ? addressOf(`annals_product_${process.pid}`) : ''

interface Log {
  readonly logs: readonly { readonly msg: object }[]
}

describe.skipIf(!MONGODB_URL)('the product over MongoDB', () => {
  let proxy: TcpProxy
  let product: TestProduct
  let alice: Client
  let bob: Client

  beforeEach(async () => {
    proxy = await startProxy(Number(new URL(address).port || 27017), new URL(address).hostname)
    product = await openProduct({ READ_STORE: 'mongodb', MONGODB_URL: through(proxy, address) })
    ;[alice, bob] = (await product.people('alice', 'bob')) as [Client, Client]
  })

  afterEach(async () => {
    await product.close()
    await proxy.close()
    await dropDatabase(address)
  })

  it('carries messages, whatever their keys are', async () => {
    const room = (await alice.ok<{ id: string }>('/room/create', { roomName: 'talk', users: [bob.id] })).id
    const [ofAlice, ofBob] = [await alice.socket(), await bob.socket()]
    const msg = { content: 'hello', extra: { 'a.b': 1, $set: { '': [1] } } }
    const { logId } = await ofAlice.say({ targetId: room, msg })
    await ofBob.until((frame) => frame['logId'] === logId)
    const { logs } = await bob.ok<Log>('/room/chatLog', { id: room, startId: '', number: 1 })
    expect(logs).toMatchObject([{ msg }])
    await Promise.all([ofAlice.close(), ofBob.close()])
  })

  it('shows and counts nothing of a commit whose checkpoint is not stored yet', async () => {
    const room = (await alice.ok<{ id: string }>('/room/create', { roomName: 'talk', users: [bob.id] })).id
    const ofAlice = await alice.socket()
    const first = await ofAlice.say({ targetId: room })
    const unread = () => bob.ok<{ infos: object[] }>('/room/unread')
    const before = { infos: [{ id: room, number: 1, lastLog: { logId: first.logId } }] }
    await expect.poll(unread).toMatchObject(before)
    const held = proxy.holdAt('annals_copies\0')
    const second = ofAlice.say({ targetId: room })
    await held
    expect(await unread()).toMatchObject(before)
    proxy.heal()
    const { logId } = await second
    expect(await unread()).toMatchObject({ infos: [{ id: room, number: 2, lastLog: { logId } }] })
    await ofAlice.close()
  })

  it('refuses while the store is away, loses nothing, and goes on by itself', async () => {
    const room = (await alice.ok<{ id: string }>('/room/create', { roomName: 'talk', users: [bob.id] })).id
    const info = () => bob.call<{ joinPermission: number }>('/room/info', { roomId: room })
    expect(await info()).toMatchObject({ result: 0, data: { joinPermission: 2 } })
    proxy.cut()
    await alice.ok('/room/setPermission', { roomId: room, joinPermission: 3 })
    expect((await info()).result).toBe(-1000)
    proxy.heal()
    await expect.poll(info, { timeout: 20_000 }).toMatchObject({ result: 0, data: { joinPermission: 3 } })
  })
})
