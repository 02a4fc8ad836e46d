import { tmpdir } from 'node:os'
import { describe, expect, test } from 'vitest'
import { forOneWorld, settingsOf, shown, storesOf } from '../../bench/world/stores.js'
import { readSettings } from '../../src/settings.js'

const events = 'esdb://admin:changeit@localhost:2113?tls=false'
const documents = 'mongodb://root:secret@localhost:27017/annals?authSource=admin'

describe('--stores of the bench', () => {
  test('names a store of each kind, in any order, or one', () => {
    expect(storesOf(`${documents},${events}`)).toEqual({ events, documents })
    expect(storesOf(events)).toEqual({ events })
    expect(storesOf(documents)).toEqual({ documents })
  })

  test.each(['', 'localhost', 'http://localhost', `${events},`, `${events},redis://localhost`])(
    'refuses %s',
    (text) => {
      expect(() => storesOf(text)).toThrow('esdb:// and a mongodb://')
    },
  )

  test('shows no name and no password', () => {
    expect(shown({ events, documents })).toBe('localhost:2113 and localhost:27017')
  })

  test('gives each world a database of its own, and leaves that of the address alone', () => {
    const worlds = [forOneWorld({ events, documents }), forOneWorld({ documents })]
    const names = worlds.map((world) => new URL(world.documents ?? '').pathname)
    expect(new Set([...names, '/annals']).size).toBe(3)
    expect(worlds[0]?.documents).toContain('root:secret@localhost:27017')
    expect(worlds[0]?.documents).toContain('authSource=admin')
  })

  test.each([{ events, documents }, { events }, { documents }, {}])(
    'are settings that a server takes: %j',
    (stores) => {
      const settings = readSettings({ ...settingsOf(stores) }, tmpdir())
      expect([settings.EVENTSTORE_URL, settings.MONGODB_URL]).toEqual([stores.events, stores.documents])
    },
  )
})
