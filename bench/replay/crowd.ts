import { Worker } from 'node:worker_threads'

export interface Saying {
  readonly msgId: string
  readonly text: string
}

/** How a message was answered: with its logId, or with a code that is not 0. */
export interface Sent {
  readonly msgId: string
  readonly logId?: string
  readonly code: number
}

export type CrowdAsk =
  | { readonly does: 'open'; readonly who: number; readonly token: string }
  | { readonly does: 'close'; readonly who: number }
  | {
      readonly does: 'say'
      readonly who: number
      readonly token: string
      readonly roomId: string
      readonly messages: readonly Saying[]
    }
  | { readonly does: 'count' | 'end' }

export interface CrowdCount {
  /** Messages of the play that came in on all sockets. */
  readonly deliveries: number
  /** How often a socket broke. */
  readonly broken: number
  /** By person with a socket: the messages of the play that came in on it. */
  readonly received: ReadonlyMap<number, number>
}

export interface CrowdReply {
  readonly id: number
  readonly result: readonly Sent[] | CrowdCount
  readonly error?: string
}

interface Waiting {
  readonly resolve: (result: CrowdReply['result']) => void
  readonly reject: (error: Error) => void
}

/** The sockets of everybody, in a thread of their own. */
export class Crowd {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  #asked = 0
  /** Why the thread is no more. */
  #failed: Error | undefined

  constructor(url: string) {
    this.#worker = new Worker(new URL('./crowd-thread.mjs', import.meta.url), { workerData: { url } })
    this.#worker.on('message', ({ id, result, error }: CrowdReply) => {
      const waiting = this.#waiting.get(id)
      this.#waiting.delete(id)
      if (error === undefined) waiting?.resolve(result)
      else waiting?.reject(new Error(error))
    })
    this.#worker.on('error', (error: Error) => {
      this.#failed = error
      for (const { reject } of this.#waiting.values()) reject(error)
    })
  }

  #ask(ask: CrowdAsk): Promise<CrowdReply['result']> {
    if (this.#failed) return Promise.reject(this.#failed)
    return new Promise((resolve, reject) => {
      this.#waiting.set(++this.#asked, { resolve, reject })
      this.#worker.postMessage({ id: this.#asked, ask })
    })
  }

  async open(who: number, token: string): Promise<void> {
    await this.#ask({ does: 'open', who, token })
  }

  async close(who: number): Promise<void> {
    await this.#ask({ does: 'close', who })
  }

  async say(ask: Omit<Extract<CrowdAsk, { does: 'say' }>, 'does'>): Promise<readonly Sent[]> {
    return (await this.#ask({ does: 'say', ...ask })) as readonly Sent[]
  }

  async count(): Promise<CrowdCount> {
    return (await this.#ask({ does: 'count' })) as CrowdCount
  }

  async end(): Promise<void> {
    await this.#ask({ does: 'end' })
    await this.#worker.terminate()
  }
}
