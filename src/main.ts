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

/** Before it serves, nothing is under way. */
let close = (): Promise<void> => Promise.resolve()
let ending = false
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.on(signal, () => {
    if (ending) return
    ending = true
    setTimeout(() => fail('what was under way did not end in time'), PATIENCE_MS).unref()
    close().then(() => process.exit(0), fail)
  })

const product = await startProduct(settings, fail).catch(fail)
close = () => product.close()
