import { join } from 'node:path'
import { collectionOf, collectionsOf } from '../../src/projections/apply.js'
import { projections } from '../../src/projections/index.js'
import { messages } from '../../src/projections/messages.js'
import type { Environment } from '../../src/stores/embedded/environment.js'
import { openEnvironment } from '../../src/stores/embedded/environment.js'
import { readPointers } from '../../src/stores/embedded/pointer-file.js'
import { serve } from '../client/subprocess.js'
import type { Stretch } from '../report/statistics.js'

let environment: Environment | undefined

const documents = () => {
  const found = environment?.collections[collectionOf(messages)]
  if (!found) throw new Error('there is no such collection')
  return found.documents
}

serve({
  /** Opens the copy of the read models that a server serves. */
  open: async ({ folder }: { folder: string }) => {
    const models = join(folder, 'read-models')
    const copy = (await readPointers(models))[collectionOf(messages)] ?? ''
    environment = await openEnvironment(join(models, 'copies', encodeURIComponent(copy)), collectionsOf(projections))
  },
  /** Reads so many neighbouring messages, from the key of one picked at random, with one range read. */
  run: async ({ ms, keys, number }: { ms: number; keys: readonly string[]; number: number }): Promise<Stretch> => {
    const began = performance.now()
    const latencies: number[] = []
    while (performance.now() - began < ms) {
      const at = performance.now()
      const start = keys[Math.floor(Math.random() * keys.length)] ?? ''
      let found = 0
      for (const { value } of documents().getRange({ start, limit: number })) found += value === undefined ? 0 : 1
      if (found === 0) throw new Error('nothing was found')
      latencies.push(performance.now() - at)
    }
    return { n: latencies.length, ms: performance.now() - began, latencies }
  },
})
