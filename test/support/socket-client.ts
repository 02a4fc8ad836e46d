import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { WebSocket } from 'ws'
import { describedName } from './described.js'
import { noteReceived, noteSent } from './exercised.js'

export type Received = Readonly<Record<string, unknown>> & { readonly eventType?: number }

/** A WebSocket that keeps every frame; one that is not as the server describes it ends the run. */
export interface SocketClient {
  readonly webSocket: WebSocket
  readonly frames: Received[]
  send(frame: object): void
  /** The first frame that fits, of those that came and those that come. */
  until(fits: (frame: Received) => boolean): Promise<Received>
  /** Sends event 0 and resolves with its answer. */
  say(fields: object): Promise<Received>
  /** Resolves with the code and the reason that it was closed with. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
  close(): Promise<void>
}

let messages = 0

/** Opens a socket; rejects with the HTTP status where it is refused, whose cause is the answer's body. */
export const openSocket = async (url: string, headers: Readonly<Record<string, string>>): Promise<SocketClient> => {
  const webSocket = new WebSocket(url, { headers, perMessageDeflate: false })
  const frames: Received[] = []
  const waiting = new Set<(frame: Received) => void>()
  webSocket.on('message', (data: Buffer) => {
    const frame = JSON.parse(data.toString()) as Received
    describedName(frame)
    noteReceived(frame)
    frames.push(frame)
    for (const waiter of waiting) waiter(frame)
  })
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    webSocket.once('close', (code, reason) => resolve({ code, reason: reason.toString() })),
  )
  const refused = new Promise<never>((_, reject) => {
    webSocket.once('unexpected-response', (_request, response) => {
      void text(response).then((cause) => {
        reject(new Error(String(response.statusCode), { cause }))
        webSocket.terminate()
      })
    })
    webSocket.on('error', reject)
  })
  await Promise.race([once(webSocket, 'open'), refused])
  refused.catch(() => undefined)

  const until: SocketClient['until'] = (fits) =>
    new Promise((resolve) => {
      const known = frames.find(fits)
      if (known) return resolve(known)
      const waiter = (frame: Received): void => {
        if (!fits(frame)) return
        waiting.delete(waiter)
        resolve(frame)
      }
      waiting.add(waiter)
    })
  const send = (frame: object): void => {
    noteSent(frame)
    webSocket.send(JSON.stringify(frame))
  }
  return {
    webSocket,
    frames,
    send,
    until,
    say(fields) {
      const msgId = `m${++messages}`
      send({ eventType: 0, msgId, channelType: 2, msgType: 1, msg: { content: msgId }, ...fields })
      const wanted = (fields as { msgId?: string }).msgId ?? msgId
      return until((frame) => frame.eventType === 0 && frame['msgId'] === wanted)
    },
    closed,
    async close() {
      webSocket.close()
      await closed
    },
  }
}
