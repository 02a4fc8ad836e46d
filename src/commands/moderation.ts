import type { Time } from '../domain/decision.js'
import { Rejection } from '../domain/decision.js'
import type { Id } from '../domain/ids.js'
import { placeOf } from '../domain/ids.js'
import type { Report, ReportEvent } from '../domain/report.js'
import * as Reports from '../domain/report.js'
import * as Room from '../domain/room.js'
import type { Told } from '../domain/removal.js'
import * as User from '../domain/user.js'
import type { Context } from './context.js'
import type { Facts } from './handle.js'
import { keyOfUser } from './keys.js'
import { findMessage } from './message-address.js'
import { asStepTwo, perform, takenAway } from './perform.js'

const onUser = (user: Id) => ({ key: keyOfUser(user), stream: User.streamOf(user), aggregate: User })

/** What ends later lasts for ever, and ends then on the wire (`behaviour.md 8.1`). */
const LONG: Time = 3_155_727_600_000
const FOR_EVER: Time = 7_258_089_600_000

/** Keeps a user from speaking for so long (ms), from the answer on; 0 lets him speak again (`behaviour.md 2.1`). By staff, else `not-allowed`. */
export const muteUser = async (
  context: Context,
  { by, user, duration }: { by: Id; user: Id; duration: Time },
): Promise<void> => {
  await perform<User.User, User.UserEvent>(context, {
    ...onUser(user),
    decide: (facts) => {
      if (!User.isStaff(facts(User.streamOf(by), User))) throw new Rejection('not-allowed')
      const now = context.clock.now()
      return User.mute(now, now + duration > LONG ? FOR_EVER : now + duration)
    },
  })
  await takenAway(context)
}

/** Whether somebody could have read this message. */
const mayRead = (facts: Facts, { conversation, only }: Told, user: Id): boolean => {
  const place = placeOf(conversation)
  if (place.kind === 'room') return facts(Room.streamOf(place.room), Room).members.has(user)
  return place.kind === 'group' || (place.users.includes(user) && (only?.includes(user) ?? true))
}

/** Step two of every tenth report: mutes him for half an hour from then on. */
export const muteForReports = async (
  context: Context,
  { id: cause, data: { user, number }, at }: { id: string; data: Report; at: Time },
): Promise<void> => {
  await perform<User.User, User.UserEvent>(
    { ...asStepTwo(context), who: { kind: 'server' } },
    {
      ...onUser(user),
      id: `reports ${cause}`,
      cause,
      decide: () => User.muteForReports(number, at, at + Reports.MUTE_MS),
    },
  )
  await takenAway(context)
}

/**
 * Reports a message of a user; the same one by the same person counts once (`behaviour.md 4.8`).
 * @throws Rejection `unknown-user`, `is-oneself`, `bad-parameter` for what is no message of this user that `by` may read
 */
export const reportUser = async (
  context: Context,
  { by, user, logId }: { by: Id; user: Id; logId: Id },
): Promise<void> => {
  const message = await findMessage(context, logId)
  const { events } = await perform<Reports.Reports, ReportEvent>(context, {
    key: Reports.streamOf(user),
    stream: Reports.streamOf(user),
    aggregate: Reports,
    decide: (facts) => {
      if (!User.exists(facts(User.streamOf(user), User))) throw new Rejection('unknown-user')
      if (message?.sender !== user || message.notice || !mayRead(facts, message, by))
        throw new Rejection('bad-parameter', 'msgId is no message of this user')
      return Reports.report({ user, by, logId, conversation: message.conversation })
    },
  })
  for (const { id, data, metadata } of events)
    if (Reports.mutes(data)) await muteForReports(context, { id, data, at: metadata.at })
}
