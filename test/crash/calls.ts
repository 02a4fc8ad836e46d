import { setTimeout } from 'node:timers/promises'
import type { Findings } from './findings.js'
import type { Victim } from './victim.js'

export interface Reply<D> {
  readonly result: number
  readonly data: D
}

export interface Call {
  readonly path: string
  readonly body?: object
  readonly token?: string
  /** Idempotency-Key. */
  readonly key?: string
  readonly device?: 'Android' | 'PC'
}

const UNAVAILABLE = -1000
const PATIENCE_MS = 60_000

const once = async <D>(url: string, { path, body = {}, token, key, device = 'Android' }: Call): Promise<Reply<D>> => {
  const headers = {
    'FZM-DEVICE': device,
    ...(token === undefined ? {} : { 'FZM-AUTH-TOKEN': token }),
    ...(key === undefined ? {} : { 'Idempotency-Key': key }),
  }
  const reply = await fetch(url + path, { method: 'POST', body: JSON.stringify(body), headers })
  return (await reply.json()) as Reply<D>
}

/** What calls are made with. */
export interface Line {
  readonly victim: Victim
  readonly findings: Findings
}

/** Calls until it is answered, however often the server goes down meanwhile. */
export const insist = async <D = object>({ victim, findings }: Line, call: Call): Promise<Reply<D>> => {
  findings.counts.commands += 1
  for (const began = Date.now(); ;) {
    await victim.whenUp()
    const reply = await once<D>(victim.url, call).catch(() => undefined)
    if (reply && reply.result !== UNAVAILABLE) return reply
    if (reply && Date.now() - began > PATIENCE_MS) {
      findings.note('failure', `${call.path} was answered ${UNAVAILABLE} for ${PATIENCE_MS} ms`)
      return reply
    }
    findings.counts.repeats += 1
    await setTimeout(20)
  }
}
