import { RawSocket } from '../client/raw-socket.js'
import { serve } from '../client/subprocess.js'
import { TEXT } from '../world/worlds.js'

/** Of messages, as against other frames. */
const isMessage = (bytes: Buffer, start: number): boolean => bytes[start + 13] === 0x30 && bytes[start + 14] === 0x2c

const sockets: RawSocket[] = []
let room = ''
let said = 0
/** Copies that have come, over all sockets, and their bytes. */
let copies = 0
let bytesSeen = 0
let window = 0

const say = (): void => {
  said += 1
  sockets[0]?.send(
    `{"eventType":0,"msgId":"f${String(said)}","channelType":2,"targetId":"${room}","msgType":1,"msg":{"content":"${TEXT}"}}`,
  )
}

const onText = (bytes: Buffer, start: number, end: number): void => {
  if (!isMessage(bytes, start)) return
  copies += 1
  bytesSeen += end - start
  if (copies % sockets.length === 0 && window > 0) say()
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

serve({
  open: async ({ url, tokens, room: target }: { url: string; tokens: readonly string[]; room: string }) => {
    room = target
    for (let i = 0; i < tokens.length; i += 64)
      sockets.push(
        ...(await Promise.all(tokens.slice(i, i + 64).map((token) => RawSocket.open(url, { token, onText })))),
      )
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
