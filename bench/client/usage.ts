/** What a process takes: bytes, and µs of processor time since it began, over all its threads. */
export interface Usage {
  readonly rss: number
  readonly heapUsed: number
  readonly cpu: number
}

/** Of this process. `collect`: after what is garbage has been thrown away (needs `--expose-gc`). */
export const usageNow = (collect: boolean): Usage => {
  const { gc } = globalThis as { gc?: () => void }
  if (collect) {
    gc?.()
    gc?.()
  }
  const { rss, heapUsed } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  return { rss, heapUsed, cpu: user + system }
}
