import { RawSocket } from '../client/raw-socket.js'
import { serve } from '../client/subprocess.js'
import { TEXT } from '../world/worlds.js'

/** Who is there, and where the first one speaks: 1 in a chat room, 2 in a room. */
export interface Gathering {
  readonly tokens: readonly string[]
  readonly visitors: number
  readonly channelType: 1 | 2
  readonly target: string
}

/** Of this event, below 10. */
const isOf = (event: number, bytes: Buffer, start: number): boolean =>
  bytes[start + 13] === 0x30 + event && bytes[start + 14] === 0x2c

const AT_ONCE = 64

const sockets: RawSocket[] = []
let place = ''
let said = 0
/** Answers to event 1. */
let entered = 0
/** Copies that have come, over all sockets, and their bytes. */
let copies = 0
let bytesSeen = 0
let window = 0

const say = (): void => {
  said += 1
  sockets[0]?.send(`{"eventType":0,"msgId":"f${String(said)}",${place},"msgType":1,"msg":{"content":"${TEXT}"}}`)
}

const onText = (bytes: Buffer, start: number, end: number): void => {
  if (isOf(1, bytes, start)) entered += 1
  if (!isOf(0, bytes, start)) return
  copies += 1
  bytesSeen += end - start
  if (copies % sockets.length === 0 && window > 0) say()
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

serve({
  open: async ({ url, tokens, visitors, channelType, target }: Gathering & { readonly url: string }) => {
    place = `"channelType":${channelType},"targetId":"${target}"`
    const guests = [...tokens.map((token) => ({ token })), ...Array.from({ length: visitors }, () => ({}))]
    for (let i = 0; i < guests.length; i += AT_ONCE)
      sockets.push(
        ...(await Promise.all(guests.slice(i, i + AT_ONCE).map((guest) => RawSocket.open(url, { ...guest, onText })))),
      )
  },
  /** Everybody enters this chat room. */
  enter: async ({ target }: Gathering) => {
    for (const socket of sockets) socket.send(`{"eventType":1,"msgId":"","groupId":"${target}"}`)
    while (entered < sockets.length) await wait(2)
  },
  /** Keeps so many messages under way for so long; one counts as through when all its copies have come. Ends when all have. */
  run: async ({ ms, window: most }: { ms: number; window: number }) => {
    const before = { copies, bytesSeen }
    const began = performance.now()
    window = most
    for (let i = 0; i < window; i++) say()
    await wait(ms)
    window = 0
    while (copies < said * sockets.length) await wait(2)
    const n = copies - before.copies
    return { n, ms: performance.now() - began, latencies: [], bytes: Math.round((bytesSeen - before.bytesSeen) / n) }
  },
})
