import { startProduct } from './product.js'
import type { Settings } from './settings.js'
import { readSettings } from './settings.js'

const PATIENCE_MS = 9_500

const fail = (error: unknown): never => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}

const settings = ((): Settings => {
  try {
    return readSettings()
  } catch (error) {
    return fail(error)
  }
})()

const product = await startProduct(settings, fail).catch(fail)

let ending = false
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.on(signal, () => {
    if (ending) return
    ending = true
    setTimeout(() => fail('what was under way did not end in time'), PATIENCE_MS).unref()
    product.close().then(() => process.exit(0), fail)
  })
