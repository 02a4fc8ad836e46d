import type { RootDatabase } from 'lmdb'

/** Of lmdb's inside, which its types do not show: starts a write, and hears of its progress. */
interface Writer {
  readonly startWriting: (this: Writer, address: number, progress: (status: number) => unknown) => void
}

const VISIBLE = 1

/**
 * Calls `visible` whenever a commit has become visible to readers. lmdb 3.5.6 itself resolves a write only when it is flushed, which takes as
 * long again; its progress call with status 1 comes before the flush. Were that call ever missing, commits would wait for the flush.
 */
export function onVisible(root: RootDatabase, visible: () => void): void {
  const { env } = root as unknown as { readonly env: Writer }
  const startWriting = env.startWriting
  const heard = (address: number, progress: (status: number) => unknown) => {
    startWriting.call(env, address, (status) => {
      const result = progress(status)
      if (status === VISIBLE) visible()
      return result
    })
  }
  Object.defineProperty(env, 'startWriting', { value: heard })
}
