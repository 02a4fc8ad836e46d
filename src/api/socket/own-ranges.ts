import type { Id } from '../../domain/ids.js'
import { friendConversation, placeOf, roomConversation } from '../../domain/ids.js'
import { conversations } from '../../projections/conversations.js'
import { friends, keyOfFriend } from '../../projections/friends.js'
import type { MemberDocument } from '../../projections/members.js'
import { memberKey, members } from '../../projections/members.js'
import type { MessageDocument } from '../../projections/messages.js'
import { messageDocumentKey, messages } from '../../projections/messages.js'
import type { Hall } from './hall.js'
import type { Range } from './log-ranges.js'
import { positionBefore } from './log-ranges.js'

/** Which stretch of the log is asked for: behind a position, or from a logId on, and up to where. */
export type Start = { readonly after: number } | { readonly fromLogId: number; readonly belowLogId?: number }

type Shows = Range['shows']

const isFor =
  (user: Id): Shows =>
  ({ only }) =>
    only === undefined || only.includes(user)

/** From his joining on. */
const sinceJoining =
  (user: Id, { position }: MemberDocument): Shows =>
  (message) =>
    isFor(user)(message) && message.position > position

/** What the user may be sent of each conversation that he is in now. */
const ownConversations = async ({ core, audience }: Hall, user: Id): Promise<Map<string, Shows>> => {
  const rooms = [...(audience.guest(user)?.rooms ?? [])]
  const [memberships, friendships] = await Promise.all([
    core.models.get(
      members,
      rooms.map((room) => memberKey(room, user)),
    ),
    core.models.find(friends, { index: 'byState', equals: [user, false] }),
  ])
  const own = new Map<string, Shows>()
  for (const member of memberships) if (member) own.set(roomConversation(member.roomId), sinceJoining(user, member))
  for (const { friendId } of friendships) own.set(friendConversation(user, friendId), isFor(user))
  return own
}

/** Ranges of all conversations that have something in the stretch asked for, up to a position. */
export const ownRanges = async (hall: Hall, user: Id, start: Start, upTo: number): Promise<Range[]> => {
  const { models } = hall.core
  const own = await ownConversations(hall, user)
  const ranges: Range[] = []
  for (const found of await models.get(conversations, [...own.keys()])) {
    const shows = found && own.get(found.conversation)
    if (!shows) continue
    const { conversation, lastPosition, lastLogId } = found
    if ('after' in start) {
      if (lastPosition > start.after) ranges.push({ conversation, after: start.after, upTo, shows })
    } else if (Number(lastLogId) >= start.fromLogId) {
      const after = await positionBefore(models, conversation, start.fromLogId, upTo)
      const end =
        start.belowLogId === undefined ? upTo : await positionBefore(models, conversation, start.belowLogId, upTo)
      ranges.push({ conversation, after, upTo: end, shows })
    }
  }
  return ranges
}

/** Those of these messages that are still shown, of conversations that the user is in at this moment. */
export const stillOwn = async (
  { core, audience }: Hall,
  user: Id,
  found: readonly MessageDocument[],
): Promise<ReadonlySet<MessageDocument>> => {
  const peers = new Map<string, string>()
  for (const { conversation } of found) {
    const place = placeOf(conversation)
    if (place.kind === 'friend')
      peers.set(conversation, keyOfFriend(user, place.users[0] === user ? place.users[1] : place.users[0]))
  }
  const [current, asOfNow] = await Promise.all([
    core.models.get(friends, [...peers.values()]),
    core.models.get(messages, found.map(messageDocumentKey)),
  ])
  const isFriend = new Map(
    [...peers.keys()].map((conversation, index) => [conversation, current[index]?.deleted === false]),
  )
  const rooms = audience.guest(user)?.rooms
  const isOwn = ({ conversation }: MessageDocument): boolean | undefined => {
    const place = placeOf(conversation)
    return place.kind === 'room' ? rooms?.has(place.room) : isFriend.get(conversation)
  }
  return new Set(found.filter((message, index) => asOfNow[index]?.removed === undefined && isOwn(message)))
}
