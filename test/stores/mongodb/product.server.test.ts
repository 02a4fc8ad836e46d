import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openProduct, type Client, type TestProduct } from '../../support/product.js'
import { addressOf, dropDatabase, MONGODB_URL } from './database.js'

const address = MONGODB_URL ? addressOf(`annals_product_${process.pid}`) : ''

interface Log {
  readonly logs: readonly { readonly msg: object }[]
}

describe.skipIf(!MONGODB_URL)('the product over MongoDB', () => {
  let product: TestProduct
  let alice: Client
  let bob: Client

  beforeEach(async () => {
    product = await openProduct({ READ_STORE: 'mongodb', MONGODB_URL: address })
    ;[alice, bob] = (await product.people('alice', 'bob')) as [Client, Client]
  })

  afterEach(async () => {
    await product.close()
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
})
