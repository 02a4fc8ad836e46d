import { parentPort, workerData } from 'node:worker_threads'
import type { CrowdAsk, CrowdReply, Sent } from './crowd.js'
import { Seat } from './seat.js'

const { url } = workerData as { url: string }

const seats = new Map<number, Seat>()
/** Of those who have left: what their sockets got, and how often they broke. */
const gone = { deliveries: 0, broken: 0 }

const open = async (who: number, token: string): Promise<void> => {
  const seat = new Seat(url, token)
  seats.set(who, seat)
  await seat.ready()
}

const leave = async (seat: Seat): Promise<void> => {
  await seat.close()
  gone.deliveries += seat.received
  gone.broken += seat.broken
}

const close = async (who: number): Promise<void> => {
  const seat = seats.get(who)
  seats.delete(who)
  if (seat) await leave(seat)
}

/** Sends messages of one person; over a socket for this alone where he has none. */
const say = async ({ who, token, roomId, messages }: Extract<CrowdAsk, { does: 'say' }>): Promise<readonly Sent[]> => {
  const seated = seats.get(who)
  const seat = seated ?? new Seat(url, token)
  const sent = await seat.say(roomId, messages)
  if (!seated) await leave(seat)
  return sent
}

const run = async (ask: CrowdAsk): Promise<CrowdReply['result']> => {
  if (ask.does === 'open') await open(ask.who, ask.token)
  else if (ask.does === 'close') await close(ask.who)
  else if (ask.does === 'say') return say(ask)
  else if (ask.does === 'end') await Promise.all([...seats.keys()].map(close))
  const all = [...seats.values()]
  return {
    deliveries: all.reduce((sum, { received }) => sum + received, gone.deliveries),
    broken: all.reduce((sum, { broken }) => sum + broken, gone.broken),
    received: new Map([...seats].map(([who, { received }]) => [who, received])),
  }
}

parentPort?.on('message', ({ id, ask }: { id: number; ask: CrowdAsk }) => {
  run(ask).then(
    (result) => parentPort?.postMessage({ id, result } satisfies CrowdReply),
    (error: unknown) => parentPort?.postMessage({ id, result: [], error: String(error) } satisfies CrowdReply),
  )
})
