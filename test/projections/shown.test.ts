import { setImmediate } from 'node:timers/promises'
import { beforeEach, expect, test } from 'vitest'
import { collectionOf } from '../../src/projections/apply.js'
import { Shown } from '../../src/projections/shown.js'
import type { Copy, DocumentStore } from '../../src/stores/document-store.js'
import { StoreUnavailable, type EventStore } from '../../src/stores/event-store.js'
import { all, models, names } from '../support/names-model.js'

const FIRST = { id: 'first', position: 1 }
const log = {
  async *readAll() {
    yield [FIRST]
  },
  head: () => Promise.resolve(99),
} as unknown as EventStore

/** A copy that a projector elsewhere keeps, as a test says how far it is. */
class Kept {
  checkpoint = 0
  refreshed: Promise<unknown> = Promise.resolve()
  isOpen = true
  constructor(
    readonly name: string,
    private readonly stored: { [copy: string]: number },
    private readonly collections: readonly string[],
  ) {}
  get left(): readonly string[] {
    return this.name === 'old' ? left : []
  }
  async refresh(): Promise<number> {
    const stored = this.stored[this.name]!
    await this.refreshed
    return (this.checkpoint = stored)
  }
  get(collection: string): Promise<readonly object[]> {
    if (!this.isOpen || !this.collections.includes(collection)) throw new Error(`${this.name} has no ${collection}`)
    return Promise.resolve([FIRST])
  }
  async *scan(): AsyncGenerator<never[]> {
    yield await Promise.resolve([])
  }
  close(): Promise<void> {
    this.isOpen = false
    return Promise.resolve()
  }
}

let left: readonly string[]
let stored: { [copy: string]: number }
let pointers: { names_v1: string; all_v1: string }
let pointed: Promise<unknown>
let opens: () => Promise<unknown>
let opened: Map<string, Kept>
let shown: Shown
beforeEach(() => {
  left = []
  stored = { old: 5, new: 4 }
  pointers = { names_v1: 'old', all_v1: 'old' }
  pointed = Promise.resolve()
  opens = () => Promise.resolve()
  opened = new Map()
  const documents: Pick<DocumentStore, 'pointers' | 'copies' | 'copy'> = {
    async pointers() {
      const now = pointers
      await pointed
      return now
    },
    copies: () => Promise.resolve(Object.keys(stored)),
    async copy(name, collections) {
      if (opened.get(name)?.isOpen) throw new Error(`copy ${name} is already open`)
      const copy = new Kept(name, stored, Object.keys(collections))
      await opens()
      opened.set(name, copy)
      return copy as unknown as Copy
    },
  }
  shown = new Shown({ events: log, documents: documents as DocumentStore, projections: models() })
})
const nameOf = (model: { name: string }): string => shown.copyOf(model).name
const read = (model: typeof all | ReturnType<typeof names>) => shown.copyOf(model).get(collectionOf(model), ['1'])

test('a copy that lies behind what was shown is not shown before it has come so far', async () => {
  await shown.look()
  expect(await shown.checkpoint()).toBe(5)
  pointers = { names_v1: 'new', all_v1: 'old' }
  expect(await shown.look()).toEqual(['names'])
  expect([nameOf(names()), await shown.checkpoint()]).toEqual(['old', 5])
  stored = Object.assign(stored, { new: 5 })
  expect(await shown.look()).toEqual([])
  expect([nameOf(names()), nameOf(all)]).toEqual(['new', 'old'])
})

test('what was stored of the copies before is not said of those that are shown meanwhile', async () => {
  await shown.look()
  await shown.checkpoint()
  stored['old'] = 9
  stored['new'] = 5
  let answer: () => void = () => undefined
  opened.get('old')!.refreshed = new Promise<void>((resolve) => (answer = resolve))
  const asked = shown.checkpoint()
  pointers = { names_v1: 'new', all_v1: 'new' }
  await shown.look()
  answer()
  expect([nameOf(names()), await asked]).toEqual(['new', 5])
})

test('a copy that comes to serve more than it was opened for is opened for all of it', async () => {
  stored['new'] = 5
  pointers = { names_v1: 'new', all_v1: 'old' }
  await shown.look()
  pointers = { names_v1: 'old', all_v1: 'old' }
  await shown.look()
  expect(nameOf(names())).toBe('old')
  expect(await read(names())).toEqual([FIRST])
  expect(await read(all)).toEqual([FIRST])
})

test('one that could not be opened for more is opened again, for less too', async () => {
  stored['new'] = 5
  pointers = { names_v1: 'new', all_v1: 'old' }
  await shown.look()
  pointers = { names_v1: 'old', all_v1: 'old' }
  opens = () => Promise.reject(new Error('away'))
  await expect(shown.look()).rejects.toThrow('away')
  pointers = { names_v1: 'new', all_v1: 'old' }
  opens = () => Promise.resolve()
  await shown.look()
  expect(await read(all)).toEqual([FIRST])
})

test('the checkpoint of a copy says nothing of what is folded elsewhere: that is looked for at once', async () => {
  await shown.look()
  expect(await shown.checkpoint()).toBe(5)
  stored = Object.assign(stored, { old: 9, new: 7 })
  left = ['names_v1']
  pointers = { names_v1: 'new', all_v1: 'old' }
  const looked = await Promise.all([shown.look(), shown.look(), shown.checkpoint(), shown.checkpoint()])
  expect(looked).toEqual([[], [], 7, 7])
  expect([nameOf(names()), nameOf(all)]).toEqual(['new', 'old'])
})

test('a look that was under way when something was folded elsewhere says nothing of it: the next one does', async () => {
  await shown.look()
  let answer: () => void = () => undefined
  pointed = new Promise<void>((resolve) => (answer = resolve))
  const early = shown.look()
  await setImmediate()
  stored = Object.assign(stored, { old: 9, new: 7 })
  left = ['names_v1']
  pointers = { names_v1: 'new', all_v1: 'old' }
  const asked = shown.checkpoint()
  await setImmediate()
  answer()
  expect([await early, await asked]).toEqual([['names', 'all'], 7])
})

test('a read model is shown nowhere but where it is folded, also when it is pointed elsewhere late', async () => {
  await shown.look()
  await shown.checkpoint()
  stored = Object.assign(stored, { old: 9, new: 9 })
  left = ['names_v1']
  await expect(shown.checkpoint()).rejects.toBeInstanceOf(StoreUnavailable)
  pointers = { names_v1: 'new', all_v1: 'old' }
  expect(await shown.checkpoint()).toBe(9)
  pointers = { names_v1: 'old', all_v1: 'old' }
  expect(await shown.look()).toEqual(['names', 'all'])
  expect([nameOf(names()), await shown.checkpoint()]).toEqual(['new', 9])
})
