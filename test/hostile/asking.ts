import type { OutgoingHttpHeaders } from 'node:http'
import { Agent, request } from 'node:http'

const agent = new Agent({ keepAlive: true, maxSockets: 64 })

/** What came back over HTTP. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

/** One HTTP request, with headers and bytes as they are given. */
export const ask = (
  url: string,
  { method = 'POST', headers, bytes }: { method?: string; headers: OutgoingHttpHeaders; bytes: Buffer },
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method, agent, headers }, (reply) => {
      const pieces: Buffer[] = []
      reply.on('data', (piece: Buffer) => pieces.push(piece))
      reply.on('error', reject)
      reply.on('end', () =>
        resolve({ status: reply.statusCode ?? 0, headers: reply.headers, text: Buffer.concat(pieces).toString() }),
      )
    })
    sent.on('error', reject)
    sent.end(method === 'POST' ? bytes : undefined)
  })

/** A known-good call; its data, or an Error. */
export const ok = async <D>(url: string, path: string, body: object, headers: OutgoingHttpHeaders): Promise<D> => {
  const { text } = await ask(url + path, { headers, bytes: Buffer.from(JSON.stringify(body)) })
  const { result, message, data } = JSON.parse(text) as { result: number; message: string; data: D }
  if (result !== 0) throw new Error(`${path} ${JSON.stringify(body)} answers ${result} ${message}`)
  return data
}
