import { defineConfig } from 'vitest/config'
import { reporters } from './vitest.config.js'

/** The checks that speak with real EventStoreDB and MongoDB servers: `EVENTSTORE_URL` and `MONGODB_URL` say where. */
export default defineConfig({
  test: {
    include: ['test/**/*.server.test.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters,
  },
})
