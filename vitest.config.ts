import { configDefaults, defineConfig } from 'vitest/config'

const report = process.env.TEST_REPORT
/** For people, and as JSON into the file that `TEST_REPORT` names. */
export const reporters: ('default' | ['json', { outputFile: string }])[] =
  report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]]

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/checked-replies.ts', 'test/support/claims.ts'],
    exclude: [...configDefaults.exclude, 'test/**/*.server.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 20_000,
    reporters,
  },
})
