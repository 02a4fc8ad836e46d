import { configDefaults, defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const report = process.env.TEST_REPORT
/** For people, and as JSON into the file that `TEST_REPORT` names. */
export const reporters: ('default' | ['json', { outputFile: string }])[] =
  report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]]

/** The random histories take longer than anything else by far: they come first, and one worker does the rest beside them. */
class HistoriesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isFirst = ({ moduleId }: TestSpecification): boolean => moduleId.endsWith('test/property/history.test.ts')
    const others = files.filter((file) => !isFirst(file))
    return [...files.filter(isFirst), ...(await super.sort(others))]
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/checked-replies.ts', 'test/support/claims.ts'],
    exclude: [...configDefaults.exclude, 'test/**/*.server.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: HistoriesFirst },
    testTimeout: 20_000,
    hookTimeout: 20_000,
    reporters,
  },
})
