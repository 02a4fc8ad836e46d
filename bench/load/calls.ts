import { RawHttp } from '../client/raw-http.js'
import { serve } from '../client/subprocess.js'
import type { Stretch } from '../report/statistics.js'

/** One call of the API. */
export interface Call {
  readonly path: string
  readonly body?: object
}

interface Order {
  readonly ms: number
  /** Connections, each with one call at a time. */
  readonly lanes: number
  /** Calls begin so often, whether or not others are answered; absent: each as soon as the last one is answered. */
  readonly perSecond?: number
}

const lanes: RawHttp[] = []
let calls: readonly Call[] = []
let bytes = 0

const callAny = async (lane: RawHttp): Promise<void> => {
  const { path, body } = calls[Math.floor(Math.random() * calls.length)] ?? { path: '/' }
  const reply = await lane.call(path, body)
  bytes += reply.length
}

const closedLoop = async (lane: RawHttp, end: number, latencies: number[]): Promise<void> => {
  while (performance.now() < end) {
    const began = performance.now()
    await callAny(lane)
    latencies.push(performance.now() - began)
  }
}

/** Latencies count from when a call was due, so that one that had to wait for a lane has that in it. */
const openLoop = (lanes: readonly RawHttp[], end: number, perSecond: number): Promise<number[]> => {
  const latencies: number[] = []
  const free = [...lanes]
  const due: number[] = []
  let next = performance.now()
  return new Promise((resolve, reject) => {
    const work = (): void => {
      for (let lane = free.pop(); lane; lane = free.pop()) {
        const since = due.shift()
        if (since === undefined) {
          free.push(lane)
          return
        }
        const own = lane
        callAny(own).then(() => {
          latencies.push(performance.now() - since)
          free.push(own)
          work()
        }, reject)
      }
    }
    const tick = (): void => {
      for (const now = performance.now(); next <= now && next < end; next += 1000 / perSecond) due.push(next)
      work()
      if (next < end || due.length > 0 || free.length < lanes.length) setTimeout(tick, 1)
      else resolve(latencies)
    }
    tick()
  })
}

serve({
  open: async ({
    url,
    token,
    calls: those,
    lanes: count,
  }: {
    url: string
    token: string
    calls: readonly Call[]
    lanes: number
  }) => {
    calls = those
    for (let i = 0; i < count; i++) lanes.push(await RawHttp.open(url, token))
  },
  run: async ({ ms, perSecond, lanes: count }: Order): Promise<Stretch & { readonly bytes: number }> => {
    bytes = 0
    const began = performance.now()
    const end = began + ms
    const those = lanes.slice(0, count)
    let latencies: number[] = []
    if (perSecond === undefined) await Promise.all(those.map((lane) => closedLoop(lane, end, latencies)))
    else latencies = await openLoop(those, end, perSecond)
    return { n: latencies.length, ms: performance.now() - began, latencies, bytes: bytes / latencies.length }
  },
})
