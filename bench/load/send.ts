import { RawSocket } from '../client/raw-socket.js'
import { serve } from '../client/subprocess.js'
import type { Stretch } from '../report/statistics.js'
import { TEXT } from '../world/worlds.js'

/** A socket and the room it speaks in; two neighbours share one. */
export interface Seat {
  readonly token: string
  readonly room: string
}

const BEFORE_ID = '{"eventType":0,"msgId":"'.length
const ID = 12

interface Talker {
  readonly socket: RawSocket
  /** msgId of what it waits for. */
  waitsFor: string
  sentAt: number
}

let latencies: number[] = []
let talking = false
let refused = 0
let talkers = 0
/** Who says nothing at the moment: what they would do next. */
const resting: (() => void)[] = []

const frameOf = (msgId: string, room: string): string =>
  `{"eventType":0,"msgId":"${msgId}","channelType":2,"targetId":"${room}","msgType":1,"msg":{"content":"${TEXT}"}}`

/** Says the next thing when the last one has come back: a closed loop. */
const seat = async (url: string, { token, room }: Seat, index: number): Promise<void> => {
  const own = `t${String(index).padStart(4, '0')}`
  let said = 0
  const next = (): void => {
    talker.waitsFor = own + String(said++).padStart(ID - own.length, '0')
    talker.sentAt = performance.now()
    talker.socket.send(frameOf(talker.waitsFor, room))
  }
  const onText = (bytes: Buffer, start: number): void => {
    const id = start + BEFORE_ID
    if (bytes.toString('latin1', id, id + ID) !== talker.waitsFor) return
    if (bytes.toString('latin1', id + ID, id + ID + 8) === '","code"') refused += 1
    latencies.push(performance.now() - talker.sentAt)
    if (talking) next()
    else resting.push(next)
  }
  const talker: Talker = { socket: await RawSocket.open(url, { token, onText }), waitsFor: '', sentAt: 0 }
  talkers += 1
  resting.push(next)
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

serve({
  open: async ({ url, seats }: { url: string; seats: readonly Seat[] }) => {
    for (let i = 0; i < seats.length; i += 64)
      await Promise.all(seats.slice(i, i + 64).map((each, index) => seat(url, each, i + index)))
  },
  /** All talk for so long, and until nothing is under way. */
  run: async ({ ms }: { ms: number }): Promise<Stretch> => {
    latencies = []
    talking = true
    const began = performance.now()
    for (const next of resting.splice(0)) next()
    await wait(ms)
    talking = false
    while (resting.length < talkers) await wait(2)
    if (refused > 0) throw new Error(`${refused} messages were refused`)
    return { n: latencies.length, ms: performance.now() - began, latencies }
  },
})
