import { parentPort, workerData } from 'node:worker_threads'
import { RawSocket } from '../client/raw-socket.js'
import type { CrowdAsk, CrowdReply, Sent } from './crowd.js'

const { url } = workerData as { url: string }
const EVENT_0 = Buffer.from('{"eventType":0,')
const PATIENCE_MS = 30_000

/** A person's socket and what it waits for. */
interface Seat {
  readonly socket: RawSocket
  readonly waiting: Map<string, (sent: Sent) => void>
}

const seats = new Map<number, Seat>()
let deliveries = 0

const take = (waiting: Seat['waiting'], bytes: Buffer, [start, end]: readonly [number, number]): void => {
  const isMessage = bytes.compare(EVENT_0, 0, EVENT_0.length, start, start + EVENT_0.length) === 0
  if (isMessage) deliveries += 1
  if (waiting.size === 0) return
  const frame = JSON.parse(bytes.toString('utf8', start, end)) as { msgId?: string; logId?: string; code?: number }
  waiting.get(frame.msgId ?? '')?.({
    ...(frame.logId === undefined ? {} : { logId: frame.logId }),
    code: frame.code ?? 0,
  })
}

const open = async (who: number, token: string): Promise<Seat> => {
  const waiting: Seat['waiting'] = new Map()
  const socket = await RawSocket.open(url, {
    token,
    onText: (bytes, start, end) => take(waiting, bytes, [start, end]),
    onClose: () => seats.delete(who),
  })
  const seat = { socket, waiting }
  seats.set(who, seat)
  return seat
}

const close = async (who: number): Promise<void> => {
  const seat = seats.get(who)
  seats.delete(who)
  await seat?.socket.close()
}

const answered = ({ waiting }: Seat, msgId: string): Promise<Sent> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`no answer to message ${msgId} within ${PATIENCE_MS} ms`)),
      PATIENCE_MS,
    )
    waiting.set(msgId, (sent) => {
      clearTimeout(timer)
      waiting.delete(msgId)
      resolve(sent)
    })
  })

/** Sends messages of one person in order; over a socket for this alone where he has none. */
const say = async ({ who, token, roomId, messages }: Extract<CrowdAsk, { does: 'say' }>): Promise<readonly Sent[]> => {
  const seated = seats.get(who)
  const seat = seated ?? (await open(who, token))
  const answers = messages.map(({ msgId }) => answered(seat, msgId))
  seat.socket.sendAll(
    messages.map(({ msgId, text }) =>
      JSON.stringify({ eventType: 0, msgId, channelType: 2, targetId: roomId, msgType: 1, msg: { content: text } }),
    ),
  )
  const sent = await Promise.all(answers)
  if (!seated) await close(who)
  return sent
}

const run = async (ask: CrowdAsk): Promise<CrowdReply['result']> => {
  if (ask.does === 'open') await open(ask.who, ask.token)
  else if (ask.does === 'close') await close(ask.who)
  else if (ask.does === 'say') return say(ask)
  else if (ask.does === 'end') await Promise.all([...seats.keys()].map(close))
  return { deliveries, open: seats.size }
}

parentPort?.on('message', ({ id, ask }: { id: number; ask: CrowdAsk }) => {
  run(ask).then(
    (result) => parentPort?.postMessage({ id, result } satisfies CrowdReply),
    (error: unknown) => parentPort?.postMessage({ id, result: [], error: String(error) } satisfies CrowdReply),
  )
})
