import { Agent, request } from 'node:http'

const agent = new Agent({ keepAlive: true, maxSockets: 64 })

export interface Reply {
  readonly result: number
  readonly message: string
  readonly data: unknown
}

export interface CallOptions {
  readonly body?: object
  readonly token?: string | undefined
  /** Its Idempotency-Key. */
  readonly key?: string
}

/** One call of the API as a client on a PC. */
const call = (url: string, path: string, { body = {}, token, key }: CallOptions = {}): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const payload = JSON.stringify(body)
    const headers = {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(payload),
      'FZM-DEVICE': 'PC',
      ...(token === undefined ? {} : { 'FZM-AUTH-TOKEN': token }),
      ...(key === undefined ? {} : { 'Idempotency-Key': key }),
    }
    const sent = request(url + path, { method: 'POST', agent, headers }, (reply) => {
      const pieces: Buffer[] = []
      reply.on('data', (piece: Buffer) => pieces.push(piece))
      reply.on('error', reject)
      reply.on('end', () => {
        try {
          resolve(JSON.parse(Buffer.concat(pieces).toString()) as Reply)
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)))
        }
      })
    })
    sent.on('error', reject)
    sent.end(payload)
  })

/** The server answered a call with another code than 0. */
export class Refused extends Error {
  constructor(
    readonly code: number,
    path: string,
    message: string,
  ) {
    super(`${path} answered ${code} ${message}`)
  }
}

/** As call; `data`, or Refused. */
export const ok = async (url: string, path: string, options: CallOptions = {}): Promise<unknown> => {
  const { result, message, data } = await call(url, path, options)
  if (result !== 0) throw new Refused(result, path, message)
  return data
}

/** Does something with each, so many at once, in order of the list; the results in that order. */
export const eachOf = async <T, R>(
  list: readonly T[],
  atOnce: number,
  work: (each: T, index: number) => Promise<R>,
): Promise<R[]> => {
  const results: R[] = new Array<R>(list.length)
  let next = 0
  const lane = async (): Promise<void> => {
    for (let index = next++; index < list.length; index = next++) results[index] = await work(list[index] as T, index)
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  return results
}
