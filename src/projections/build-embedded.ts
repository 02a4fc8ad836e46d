import { Worker } from 'node:worker_threads'
import type { BuildOrder } from './build-worker.js'
import type { Builder } from './runner.js'

/** Builds copies of embedded stores in a thread of its own, so that the server goes on meanwhile. `head`: what is on disk. */
export const buildInWorker =
  (log: string, documents: string, head: () => Promise<number>): Builder =>
  async (copy, names, report) => {
    const order: BuildOrder = { log, documents, copy, names, upTo: await head() }
    const worker = new Worker(new URL('./build-worker.ts', import.meta.url), { workerData: order })
    worker.on('message', report)
    await new Promise<void>((resolve, reject) => {
      worker.on('error', reject)
      worker.on('exit', (code) =>
        code === 0 ? resolve() : reject(new Error(`the building of ${copy} ended with ${code}`)),
      )
    })
  }
