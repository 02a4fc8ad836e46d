import { join } from 'node:path'
import { v5 } from 'uuid'
import { runAdmin } from '../../src/admin/program.js'
import type { Recorded } from '../../src/domain/decision.js'
import type { EventStore, NewEvent } from '../../src/stores/event-store.js'
import { readSettings } from '../../src/settings.js'
import { eventsIn, withStore } from '../support/log-folder.js'

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** What `npm run admin -- copy …` does. */
export const copy = async (...words: readonly string[]): Promise<Ran> => {
  let [out, err] = ['', '']
  const output = { out: (text: string) => void (out += text), err: (text: string) => void (err += text) }
  const code = await runAdmin(['copy', ...words], () => readSettings({}, '/nowhere'), output)
  return { code, out, err }
}

/** Turns of 1 to 4 events, over streams that take turns without a pattern: event `number` of a log. */
export const eventOf = (number: number): NewEvent => ({
  id: v5(`${number}`, v5.URL),
  type: number % 7 === 0 ? 'Happened.2' : 'Happened',
  data: {
    z: number,
    a: [{ text: `中文 "${number}"\n😀`, none: null }],
    ['__proto__']: { n: 1e21 },
    secret: { hash: 'x' },
  },
  metadata: { at: 1_800_000_000_000 + number, ...(number % 3 === 0 ? {} : { actor: '7' }) },
})

const streamOf = (number: number): string => `thing-${(Math.floor(number / (1 + (number % 4))) * 7) % 23}`

/** The first `count` events of always the same log. */
export const write = async (store: EventStore, count: number, eventAt = eventOf): Promise<void> => {
  const versions = new Map<string, number>()
  const appends: Promise<unknown>[] = []
  for (let number = 0; number < count; number++) {
    const stream = streamOf(number)
    const version = versions.get(stream) ?? 0
    versions.set(stream, version + 1)
    appends.push(store.append(stream, [eventAt(number)], version))
  }
  await Promise.all(appends)
}

/** Writes it into a DATA_DIR. */
export const writeTo = (folder: string, count: number, eventAt = eventOf): Promise<void> =>
  withStore(join(folder, 'log'), (store) => write(store, count, eventAt))

type Copied = Omit<Recorded, 'position'>

/** What a copy must not change. */
export const withoutPositions = (events: readonly Recorded[]): readonly Copied[] =>
  events.map(({ stream, version, id, type, data, metadata }) => ({ stream, version, id, type, data, metadata }))

export const logOf = async (folder: string): Promise<readonly Copied[]> =>
  withoutPositions(await eventsIn(join(folder, 'log')))
