import { Worker } from 'node:worker_threads'
import type { BuildOrder } from './build-worker.js'
import type { Builder } from './build.js'

/** Builds copies of embedded stores in a thread of its own, so that the server goes on meanwhile. `head`: what is on disk. */
export const buildInWorker =
  (log: string, documents: string, head: () => Promise<number>): Builder =>
  async (copy, names, report, signal) => {
    const order: BuildOrder = { log, documents, copy, names, upTo: await head() }
    if (signal.aborted) return
    const worker = new Worker(new URL('./start-build-worker.mjs', import.meta.url), { workerData: order, execArgv: [] })
    const end = () => worker.postMessage('end')
    signal.addEventListener('abort', end, { once: true })
    worker.on('message', report)
    try {
      await new Promise<void>((resolve, reject) => {
        worker.on('error', reject)
        worker.on('exit', (code) =>
          code === 0 ? resolve() : reject(new Error(`the building of ${copy} ended with ${code}`)),
        )
      })
    } finally {
      signal.removeEventListener('abort', end)
    }
  }
