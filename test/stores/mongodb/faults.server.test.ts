import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DocumentStore } from '../../../src/stores/document-store.js'
import { StoreUnavailable } from '../../../src/stores/event-store.js'
import type { MongoCopy } from '../../../src/stores/mongodb/document-copy.js'
import { openMongoDocumentStore } from '../../../src/stores/mongodb/document-store.js'
import { openMongoSharedState } from '../../../src/stores/mongodb/shared-state.js'
import { startProxy, type TcpProxy } from '../../support/tcp-proxy.js'
import { copyOf, get, note, put, remove } from '../notes.js'
import { addressOf, dropDatabase, MONGODB_URL, through } from './database.js'

/** Names of the commands that write documents, and the checkpoint. */
const DOCUMENTS = 'update\0'
const CHECKPOINT = 'findAndModify\0'

const address = MONGODB_URL ? addressOf(`annals_faults_${process.pid}`) : ''
const options = { patience: { reachMs: 300, answerMs: 500 } }
let proxy: TcpProxy
let opened: DocumentStore[]

describe.skipIf(!MONGODB_URL)('MongoDB behind a bad network', () => {
  beforeEach(async () => {
    opened = []
    proxy = await startProxy(Number(new URL(address).port || 27017), new URL(address).hostname)
  })

  afterEach(async () => {
    proxy.heal()
    for (const store of opened) await store.close()
    await proxy.close()
    await dropDatabase(address)
  })

  /** As another process, or the next life of one, opens it. */
  async function open(): Promise<DocumentStore> {
    const store = await openMongoDocumentStore(through(proxy, address), options)
    opened.push(store)
    return store
  }

  it('is waited for at the start, with the reason said', async () => {
    proxy.cut()
    let opening: Promise<DocumentStore> | undefined
    const reason = await new Promise<string>((resolve) => {
      opening = openMongoDocumentStore(through(proxy, address), { ...options, onTrouble: resolve })
    })
    expect(reason).toMatch(/^MongoDB cannot be reached: ./)
    proxy.heal()
    opened.push(await opening!)
    expect(await opened[0]!.copies()).toEqual([])
  })

  it('is said to be unavailable while it is away, and goes on where it was when it is back', async () => {
    const copy = await copyOf(await open())
    await put(copy, 1, { a: note({ rank: 1 }) })
    proxy.cut()
    await expect(get(copy, 'a')).rejects.toBeInstanceOf(StoreUnavailable)
    await expect(copy.find('notes', { index: 'byRoom' })).rejects.toBeInstanceOf(StoreUnavailable)
    await expect(put(copy, 2, { a: note({ rank: 2 }) })).rejects.toBeInstanceOf(StoreUnavailable)
    expect(copy.checkpoint).toBe(1)
    proxy.heal()
    expect(await get(copy, 'a')).toEqual(note({ rank: 1 }))
    await put(copy, 2, { a: note({ rank: 2 }) })
    expect([copy.checkpoint, await get(copy, 'a')]).toEqual([2, note({ rank: 2 })])
  })

  it('is given up when it does not answer', async () => {
    const copy = await copyOf(await open())
    await put(copy, 1, { a: note({ rank: 1 }) })
    proxy.mute()
    await expect(get(copy, 'a')).rejects.toBeInstanceOf(StoreUnavailable)
    proxy.heal()
    expect(await get(copy, 'a')).toEqual(note({ rank: 1 }))
  })

  it('is asked again over another connection when one is silent', async () => {
    const copy = await copyOf(await open())
    await put(copy, 1, { a: note({ rank: 1 }) })
    const silent = proxy.swallowAnswerTo('find\0')
    expect(await get(copy, 'a')).toEqual(note({ rank: 1 }))
    await silent
  })

  it('may be slow', async () => {
    const copy = await copyOf(await open())
    proxy.delay(100)
    await put(copy, 1, { a: note({ rank: 1 }), b: note({ rank: 2 }) })
    expect(await copy.count('notes', { index: 'byRoom' })).toBe(2)
  })

  it('may answer after the time-out', async () => {
    const copy = await copyOf(await open())
    await put(copy, 1, { a: note({ rank: 1 }) })
    proxy.delay(800)
    const second = { a: note({ rank: 2 }), b: note({ rank: 3 }) }
    await expect(put(copy, 2, second)).rejects.toBeInstanceOf(StoreUnavailable)
    proxy.heal()
    await put(copy, 2, second)
    const ranks = (await copy.find('notes', { index: 'byRoom' })).map(({ rank }) => rank)
    expect([copy.checkpoint, ranks]).toEqual([2, [2, 3]])
  })

  it.each([
    ['documents', DOCUMENTS],
    ['the checkpoint', CHECKPOINT],
  ])('may lose the answer to a write of %s', async (_, command) => {
    const copy = await copyOf(await open())
    await put(copy, 1, { a: note({ rank: 1 }), b: note({ rank: 1 }) })
    const lost = proxy.loseAnswerTo(command)
    await put(copy, 2, { a: note({ rank: 2 }), c: note({ rank: 3 }) })
    await lost
    const ranks = (await copy.find('notes', { index: 'byRoom' })).map(({ rank }) => rank)
    expect([copy.checkpoint, ranks]).toEqual([2, [1, 2, 3]])
  })

  it.each([
    ['documents', 'insert\0'],
    ['the checkpoint', CHECKPOINT],
  ])('is whole again after an end before a write of %s', async (_, command) => {
    const copy = await copyOf(await open())
    await put(copy, 1, { a: note({ rank: 1 }), b: note({ rank: 1 }) })
    const commit = (to: typeof copy) =>
      to.commit(
        [
          { collection: 'notes', key: 'a', document: note({ rank: 2 }) },
          { collection: 'notes', key: 'b', document: null },
          { collection: 'other', key: 'c', document: { name: 'c' } },
        ],
        [3, 2, 3],
        3,
      )
    const ended = proxy.cutAt(command)
    await expect(commit(copy)).rejects.toBeInstanceOf(StoreUnavailable)
    await ended
    proxy.heal()

    const next = await copyOf(await open())
    expect(next.checkpoint).toBe(1)
    await commit(next)
    expect(next.checkpoint).toBe(3)
    expect(await next.find('notes', { index: 'byRoom' })).toEqual([note({ rank: 2 })])
    expect(await next.get('other', ['c'])).toEqual([{ name: 'c' }])
  })

  it('keeps what is newest of two that write at once', async () => {
    const [one, other] = [await copyOf(await open()), await copyOf(await open())]
    await put(one, 5, { a: note({ rank: 5 }), b: note({ rank: 5 }) })
    await remove(one, 6, 'b')
    await Promise.all([
      put(other, 3, { a: note({ rank: 3 }), b: note({ rank: 3 }) }),
      put(one, 7, { a: note({ rank: 7 }) }),
    ])
    await put(other, 4, { a: note({ rank: 4 }) })
    expect(await get(other, 'a')).toEqual(note({ rank: 7 }))
    expect(await get(other, 'b')).toBeUndefined()
    expect(one.checkpoint).toBe(7)
    expect(await (other as MongoCopy).refresh()).toBe(7)
    expect((await copyOf(await open())).checkpoint).toBe(7)
  })

  it('does nothing twice in shared state, but says that it does not know', async () => {
    const state = await openMongoSharedState(through(proxy, address), () => 0, options)
    await state.increment('n', 1, 1000)
    const lost = proxy.loseAnswerTo(CHECKPOINT)
    await expect(state.increment('n', 1, 1000)).rejects.toBeInstanceOf(StoreUnavailable)
    await lost
    expect(await state.get('n')).toBe('2')
    await state.close()
  })
})
