import { hash, verify } from '@node-rs/argon2'
import { Rejection } from '../domain/decision.js'

/** Argon2id, 19 MiB, two passes (`DESIGN.md 10`). Version 2 of the algorithm's enumeration, which is none at run time. */
const OPTIONS = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const
const MOST_WAITING = 200

/** What no password yields; to compute it takes as long as any other. */
const NOBODYS = `$argon2id$v=19$m=${OPTIONS.memoryCost},t=${OPTIONS.timeCost},p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`

export interface Passwords {
  /** Rejects with `too-fast` while too many wait. */
  hash(password: string): Promise<string>
  /** Without a hash false, after the same time. Rejects with `too-fast` while too many wait. */
  verify(hash: string | undefined, password: string): Promise<boolean>
}

/** One long hash at a time: they share the thread pool with the disk's flush. */
export const passwords = (mostWaiting = MOST_WAITING): Passwords => {
  let waiting = 0
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (waiting >= mostWaiting) throw new Rejection('too-fast')
    waiting += 1
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn.finally(() => (waiting -= 1))
  }
  return {
    hash: (password) => inTurn(() => hash(password, OPTIONS)),
    verify: (known, password) => inTurn(() => verify(known ?? NOBODYS, password)),
  }
}
