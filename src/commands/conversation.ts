import type { ConversationEvent, Kind, Message } from '../domain/conversation.js'
import * as Conversation from '../domain/conversation.js'
import type { Recorded } from '../domain/decision.js'
import { Rejection } from '../domain/decision.js'
import type { AnyEvent } from '../domain/events.js'
import * as Friendship from '../domain/friendship.js'
import * as Group from '../domain/group.js'
import type { ConversationId, Id } from '../domain/ids.js'
import { placeOf } from '../domain/ids.js'
import { managesRoom } from '../domain/members.js'
import type { NoticeOrder } from '../domain/notices.js'
import { noticeId, noticesOf } from '../domain/notices.js'
import * as Room from '../domain/room.js'
import * as User from '../domain/user.js'
import { messages } from '../projections/messages.js'
import type { Projection } from '../projections/projection.js'
import type { Context } from './context.js'
import type { Facts, Outcome } from './handle.js'
import { keyOfConversation } from './keys.js'
import type { Step } from './perform.js'
import { asStepTwo, perform } from './perform.js'

type OnConversation = Step<Conversation.Conversation, ConversationEvent>

const step = (conversation: ConversationId, rest: Pick<OnConversation, 'decide'> & Partial<OnConversation>) => ({
  key: keyOfConversation(conversation),
  stream: Conversation.streamOf(conversation),
  aggregate: Conversation,
  ...rest,
})

/** `behaviour.md 4.2`: may this user say this here, now? */
const checkSpeaker = (facts: Facts, { conversation, sender, kind }: Said, entered: boolean, now: number): void => {
  const place = placeOf(conversation)
  const speaker = facts(User.streamOf(sender), User)
  if (place.kind === 'room') Room.checkSpeaker(facts(Room.streamOf(place.room), Room), sender, kind)
  else if (place.kind === 'friend')
    checkPeer(facts, sender, place.users[0] === sender ? place.users[1] : place.users[0])
  else {
    const isStaff = User.isStaff(speaker)
    Group.checkSpeaker(facts(Group.streamOf(place.group), Group), { entered, isStaff, kind })
  }
  if (User.isMuted(speaker, now)) throw new Rejection('muted')
  if (kind === 4) throw new Rejection('no-such-packet')
}

const checkPeer = (facts: Facts, sender: Id, peer: Id): void => {
  if (!User.exists(facts(User.streamOf(peer), User))) throw new Rejection('unknown-user')
  if (sender === peer) throw new Rejection('is-oneself')
  Friendship.checkFriends(facts(Friendship.streamOf(sender, peer), Friendship), sender, peer)
}

export interface MessageInput {
  readonly conversation: ConversationId
  readonly msgId: string
  readonly kind: Exclude<Kind, 6>
  /** The checked `msg` with all keys sent. */
  readonly content: Readonly<Record<string, unknown>>
  readonly isSnap?: 1 | 2
  readonly ext?: unknown
}
/** In a chat room: whether the sender's connection has entered it. */
interface Entered {
  readonly entered?: boolean
}
type Said = MessageInput & { readonly sender: Id }

/** A message known by its sender, conversation and msgId is answered before any rule is asked; `key`: its document in `messages`. */
export type Sent = { readonly repeated: false } | { readonly repeated: true; readonly key: string }

/** Says something in a conversation that the sender may speak in (`behaviour.md 4`, G2). */
export const sendMessage = async (
  context: Context,
  { conversation, msgId, kind, content, isSnap, ext, entered = false }: MessageInput & Entered,
): Promise<Sent> => {
  if (context.who.kind !== 'user') throw new Rejection('visitor-may-not-speak')
  const sender = context.who.id
  const optional = { ...(isSnap !== undefined && { isSnap }), ...(ext !== undefined && { ext }) }
  const said: Said = { conversation, msgId, sender, kind, content, ...optional }
  const messageKey = Conversation.messageKey({ sender, msgId, logId: '' })
  const key = `${conversation}/${messageKey}`
  let repeated = false
  await perform(context, {
    ...step(conversation, {
      decide: (facts, found) => (state) => {
        repeated = msgId !== '' && (found !== undefined || Conversation.known(state, messageKey) !== undefined)
        if (repeated) return []
        checkSpeaker(facts, said, entered, context.clock.now())
        return Conversation.send(said, (after) => context.clock.nextId(after))(state)
      },
    }),
    id: msgId === '' ? context.request : key,
    ...(msgId !== '' && { lookUp: { model: messages as Projection<object>, key } }),
  })
  return repeated ? { repeated, key } : { repeated }
}

/** A notice as step two of the event `cause`: said once, however often it is asked for, also when who acted has signed out meanwhile. */
const sendNotice = (context: Context, cause: string, order: NoticeOrder, index: number): Promise<Outcome> => {
  const { conversation, sender, notice, managersOnly, also } = order
  const msgId = noticeId(cause, index)
  const plain: Omit<Message, 'logId' | 'ordinal'> = { conversation, msgId, sender, kind: 6, content: {}, notice }
  const key = `${conversation}/${Conversation.messageKey({ ...plain, logId: '' })}`
  return perform(asStepTwo(context), {
    ...step(conversation, {
      decide: (facts, found) => (state) => {
        if (found !== undefined) return []
        const readers = managersOnly
          ? { only: [...new Set([...managersOf(facts, conversation), ...(also ?? [])])] }
          : { ...(also && { also }) }
        return Conversation.send({ ...plain, ...readers }, (after) => context.clock.nextId(after))(state)
      },
    }),
    id: key,
    cause,
    lookUp: { model: messages as Projection<object>, key },
  })
}

const managersOf = (facts: Facts, conversation: ConversationId): readonly Id[] => {
  const place = placeOf(conversation)
  if (place.kind !== 'room') return []
  const { members } = facts(Room.streamOf(place.room), Room)
  return [...members.keys()].filter((user) => managesRoom(members, user))
}

/**
 * Step two of what happened: says the notices of these events, in order (`behaviour.md 3.5`). All of one conversation in one turn: a kick
 * of 500 has 500; another conversation hears of it afterwards, so that the log has one order.
 */
export const announce = async (
  context: Context,
  events: readonly Pick<Recorded<AnyEvent>, 'id' | 'type' | 'data'>[],
): Promise<void> => {
  const all = events.flatMap((event) =>
    noticesOf(event as AnyEvent).map((order, index) => ({ cause: event.id, order, index })),
  )
  for (const conversation of new Set(all.map(({ order }) => order.conversation))) {
    const those = all.filter(({ order }) => order.conversation === conversation)
    await Promise.all(those.map(({ cause, order, index }) => sendNotice(context, cause, order, index)))
  }
}
