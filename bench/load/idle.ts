import { RawSocket } from '../client/raw-socket.js'
import { serve } from '../client/subprocess.js'

/** What a crowd of sockets that say nothing has seen. */
export interface Seen {
  /** Until all were open. */
  readonly seconds: number
  readonly sockets: number
  /** Events 24 that came, over all sockets. */
  readonly onlineFrames: number
  /** Events 24 of one room on one socket within one second, at most. */
  readonly mostPerSecond: number
}

/** The server's own time tells: what comes late comes close together. */
const COUNT_FRAME = /^\{"eventType":24,"roomId":"(\d+)".*"datetime":(\d+)/

const sockets: RawSocket[] = []
/** Times (ms) of the events 24 of one room on one socket. */
const times = new Map<string, number[]>()
let onlineFrames = 0

const connect = async (url: string, token: string): Promise<void> => {
  const onText = (bytes: Buffer, start: number, end: number): void => {
    const [, room, at] = COUNT_FRAME.exec(bytes.toString('latin1', start, end)) ?? []
    if (room === undefined) return
    onlineFrames += 1
    const key = `${room}/${token}`
    const known = times.get(key)
    if (known) known.push(Number(at))
    else times.set(key, [Number(at)])
  }
  sockets.push(await RawSocket.open(url, { token, onText }))
}

/** So many of these lie at most within one second. */
const mostWithin = (moments: readonly number[]): number => {
  let most = 0
  for (let first = 0, last = 0; last < moments.length; last++) {
    while ((moments[last] ?? 0) - (moments[first] ?? 0) >= 1000) first += 1
    most = Math.max(most, last - first + 1)
  }
  return most
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

serve({
  /** Opens them, so many at once, and waits until their rooms have been told how many are online. */
  open: async ({ url, tokens, atOnce }: { url: string; tokens: readonly string[]; atOnce: number }): Promise<Seen> => {
    const began = performance.now()
    let next = 0
    const lane = async (): Promise<void> => {
      for (let index = next++; index < tokens.length; index = next++) await connect(url, tokens[index] ?? '')
    }
    await Promise.all(Array.from({ length: atOnce }, lane))
    const seconds = (performance.now() - began) / 1000
    await wait(2_500)
    const mostPerSecond = Math.max(0, ...[...times.values()].map(mostWithin))
    return { seconds, sockets: sockets.length, onlineFrames, mostPerSecond }
  },
})
