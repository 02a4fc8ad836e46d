import type { Decision, Is } from './decision.js'
import type { ConversationId, Id } from './ids.js'
import type { MemberLevel } from './members.js'

export const streamOf = (conversation: ConversationId): string => `conversation-${conversation}`

/** 0 announcement, 1 text, 2 voice, 3 image, 4 red packet, 5 video, 6 notice (server-made). */
export type Kind = 0 | 1 | 2 | 3 | 4 | 5 | 6
export const NOTICE = 6

/** What a notice tells, in ids; its text is rendered when it is pushed or read (`behaviour.md 4.5`). */
export type Notice =
  | { readonly type: 1; readonly operator: Id; readonly logId: Id; readonly sender: Id; readonly level: number }
  | { readonly type: 2; readonly operator: Id }
  | { readonly type: 3; readonly operator: Id }
  | { readonly type: 4; readonly operator: Id; readonly target: Id }
  | { readonly type: 5; readonly operator: Id }
  | { readonly type: 6; readonly operator: Id }
  | { readonly type: 7; readonly operator: Id; readonly target: Id }
  | { readonly type: 8; readonly operator: Id; readonly target: Id }
  | { readonly type: 9 | 10; readonly operator: Id; readonly target: Id }
  | { readonly type: 12; readonly operator: Id; readonly owner: Id; readonly packet: Id }
  | { readonly type: 13; readonly operator: Id; readonly target: Id }
  | { readonly type: 17; readonly operator: Id; readonly users: readonly Id[] }

export interface Message {
  readonly conversation: ConversationId
  readonly logId: Id
  /** "" where the client gave none: never a duplicate. */
  readonly msgId: string
  /** Counts the countable messages (not notices) from 1; a notice carries the ordinal before it. */
  readonly ordinal: number
  readonly sender: Id
  readonly kind: Kind
  /** The checked `msg` with all keys sent; {} for a notice. */
  readonly content: Readonly<Record<string, unknown>>
  readonly isSnap?: 1 | 2
  readonly ext?: unknown
  readonly notice?: Notice
  /** For these alone, live and in logs. */
  readonly only?: readonly Id[]
  /** For these too (who was kicked). */
  readonly also?: readonly Id[]
}

/** Which message is gone for everybody, and where the conversation stands after it. */
export interface Removal {
  readonly conversation: ConversationId
  readonly logId: Id
  readonly msgId: string
  readonly ordinal: number
  readonly sender: Id
  readonly by: Id
  readonly lastLogId: Id
  readonly lastOrdinal: number
}

export type ConversationEvent =
  | Is<'MessageSent', Message>
  /** `level`: that of `by` in the room; 1 between friends. */
  | Is<'MessageRecalled', Removal & { readonly level: MemberLevel }>
  | Is<'MessageDeleted', Removal>

/** The end of a conversation: its last event, and what was said and removed since the read models' checkpoint. */
export interface Conversation {
  lastLogId: Id
  lastOrdinal: number
  /** Message key, or key of a removal → logId; younger and older half of what is remembered. */
  recent: Map<string, Id>
  earlier: Map<string, Id>
}

/** A cold one is read from its tail only, back to the first event that the read models know. */
export const tail = true
export const initial = (): Conversation => ({ lastLogId: '0', lastOrdinal: 0, recent: new Map(), earlier: new Map() })
export const weigh = ({ recent, earlier }: Conversation): number => 300 + 120 * (recent.size + earlier.size)

type Named = Pick<Message, 'sender' | 'msgId' | 'logId' | 'notice'>

/**
 * A message is known by (sender, conversation, msgId); one without `msgId` by its logId alone. A notice is known by its `msgId`, among
 * notices only: a member who says something under the same `msgId` cannot hold it back.
 */
export const messageKey = ({ sender, msgId, logId, notice }: Named): string =>
  notice || msgId === '' ? `/${msgId || logId}` : `${sender}/${msgId}`

const removalKey = (logId: Id): string => `gone/${logId}`

export const evolve = (conversation: Conversation, event: ConversationEvent): Conversation => {
  if (event.type === 'MessageSent') {
    const { logId, ordinal } = event.data
    conversation.lastLogId = logId
    conversation.lastOrdinal = ordinal
    conversation.recent.set(messageKey(event.data), logId)
  } else {
    const { logId, lastLogId, lastOrdinal } = event.data
    Object.assign(conversation, { lastLogId, lastOrdinal })
    conversation.recent.set(removalKey(logId), logId)
  }
  return conversation
}

/** The logId of a message said since the read models' checkpoint, by its key. */
export const known = ({ recent, earlier }: Readonly<Conversation>, key: string): Id | undefined =>
  recent.get(key) ?? earlier.get(key)

/** Whether a message was recalled or deleted since the read models' checkpoint. */
export const isGone = (conversation: Readonly<Conversation>, logId: Id): boolean =>
  known(conversation, removalKey(logId)) !== undefined

/** Forgets the older half; only when the read models know all of it. */
export const forget = (conversation: Conversation): void => {
  conversation.earlier = conversation.recent
  conversation.recent = new Map()
}

/** What was known before yields []. `nextId` gives an id above the one it is given. */
export const send =
  (facts: Omit<Message, 'logId' | 'ordinal'>, nextId: (after: Id) => Id): Decision<ConversationEvent, Conversation> =>
  (conversation) => {
    if (facts.msgId !== '' && known(conversation, messageKey({ ...facts, logId: '' })) !== undefined) return []
    const ordinal = conversation.lastOrdinal + (facts.kind === NOTICE ? 0 : 1)
    return [{ type: 'MessageSent', data: { ...facts, logId: nextId(conversation.lastLogId), ordinal } }]
  }
