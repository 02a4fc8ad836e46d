import type { Findings } from './findings.js'

/** A message that somebody wants to have said. */
export interface Said {
  readonly conversation: string
  readonly sender: string
  readonly msgId: string
  readonly text: string
  /** Names the device; messages of one device keep their order. */
  readonly device: string
  readonly sentAt: number
  /** As it was acknowledged first. */
  logId?: string
  datetime?: number
  ackedAt?: number
  refused?: boolean
}

/** What one connection got, in order: `caught` by event 42, `live` otherwise. */
export interface Visit {
  readonly person: string
  readonly device: string
  /** logId that its 42 gave; undefined: everything was asked for. */
  readonly lastSeen: string | undefined
  readonly caught: string[]
  readonly live: string[]
  /** Answers to messages that were sent again; they may be repeats. */
  readonly answered: string[]
  /** Its 43 came. */
  done: boolean
}

/** A read of unread counts: bounds for what it may be. */
export interface Count {
  readonly person: string
  readonly conversation: string
  readonly number: number
  /** The cursor is at least here, and where `ceiling` is given at most there. */
  readonly floor: string
  readonly ceiling?: string
  readonly askedAt: number
  readonly answeredAt: number
}

/** A command with a key that was answered with 0. */
export interface Done {
  readonly person: string
  readonly path: string
  readonly body: object
  readonly key: string
  /** What the reply names. */
  readonly id: string | undefined
}

/** What the server acknowledged, told and promised. */
export class Ledger {
  readonly said: Said[] = []
  readonly visits: Visit[] = []
  readonly counts: Count[] = []
  readonly done: Done[] = []
  readonly #bySender = new Map<string, Said>()

  constructor(readonly findings: Findings) {}

  say(said: Said): void {
    this.said.push(said)
    this.#bySender.set(`${said.sender}/${said.conversation}/${said.msgId}`, said)
  }

  find(sender: string, conversation: string, msgId: string): Said | undefined {
    return this.#bySender.get(`${sender}/${conversation}/${msgId}`)
  }

  /** Notes an acknowledgement; a later one must say the same. */
  acknowledged(said: Said, logId: string, datetime: number): void {
    if (said.logId === undefined) {
      Object.assign(said, { logId, datetime, ackedAt: Date.now() })
      this.findings.counts.messages += 1
      if (said.refused) this.findings.note('wrong', `${said.msgId} was refused and then acknowledged`)
    } else if (said.logId !== logId || said.datetime !== datetime)
      this.findings.note(
        'changed',
        `${said.msgId} was ${said.logId} at ${said.datetime}, later ${logId} at ${datetime}`,
      )
  }
}
