/** The value below which so much of all lies (0 to 1); 0 where there is none. Sorts the list. */
const quantile = (values: Float64Array, share: number): number => {
  values.sort((one, other) => one - other)
  return values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0
}

/** p50 and p99 of latencies in ms. */
export const percentiles = (latencies: readonly number[]): { readonly p50: number; readonly p99: number } => {
  const sorted = Float64Array.from(latencies)
  return { p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) }
}

/** What a stretch of load did. */
export interface Stretch {
  readonly n: number
  readonly ms: number
  readonly latencies: readonly number[]
  /** µs of processor time that the server took meanwhile. */
  readonly cpu?: number
}

/** Several stretches of the same load as one. */
export const together = (stretches: readonly Stretch[]) => {
  const n = stretches.reduce((sum, stretch) => sum + stretch.n, 0)
  const ms = stretches.reduce((sum, stretch) => sum + stretch.ms, 0)
  const latencies = stretches.flatMap((stretch) => stretch.latencies)
  const cpu = stretches.reduce((sum, stretch) => sum + (stretch.cpu ?? 0), 0)
  return { n, seconds: ms / 1000, perSecond: (n / ms) * 1000, cpuEach: cpu / n, ...percentiles(latencies) }
}

/** Adds what the server's process took during a load. */
export const withCpu = async <S extends Stretch>(
  usage: () => Promise<{ readonly cpu: number }>,
  load: () => Promise<S>,
): Promise<S> => {
  const before = await usage()
  const stretch = await load()
  return { ...stretch, cpu: (await usage()).cpu - before.cpu }
}

/** Two loads in turns, so that what else the machine does falls on both. */
export const inTurns = async <A, B>(
  rounds: number,
  ours: () => Promise<A>,
  baseline: () => Promise<B>,
): Promise<{ readonly ours: readonly A[]; readonly baseline: readonly B[] }> => {
  const results = { ours: [] as A[], baseline: [] as B[] }
  for (let round = 0; round < rounds; round++) {
    results.ours.push(await ours())
    results.baseline.push(await baseline())
  }
  return results
}
