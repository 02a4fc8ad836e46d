import type { Time } from '../domain/decision.js'
import type { Id } from '../domain/ids.js'
import type { Device, Ending, Slot } from '../domain/session.js'
import { slotOf } from '../domain/session.js'
import { patch, projection } from './projection.js'

export interface SessionDocument {
  readonly id: Id
  readonly userId: Id
  readonly slot: Slot
  readonly device: Device
  readonly deviceName: string
  readonly generation: 18 | 20
  readonly signedInAt: Time
  readonly usedAt: Time
  readonly endedAt?: Time
  readonly how?: Ending
}

const ended = (endedAt: Time, how: Ending) => patch<SessionDocument>({ endedAt, how })

/** Every sign-in by session; one that lapsed has no `endedAt`, its `usedAt` tells. Neither credentials nor addresses. */
export const sessions = projection<SessionDocument>({
  name: 'sessions',
  version: 1,
  indexes: { byUser: ['userId', 'signedInAt'] },
  on: {
    SignedIn: ({
      data: { user: userId, session: id, device, deviceName, generation, takesOver },
      metadata: { at },
    }) => [
      ...(takesOver === undefined ? [] : [[takesOver, ended(at, 'taken-over')] as const]),
      [id, () => ({ id, userId, slot: slotOf(device), device, deviceName, generation, signedInAt: at, usedAt: at })],
    ],
    SessionRenewed: ({ data: { session, device, deviceName, generation }, metadata: { at } }) => [
      [session, patch<SessionDocument>({ device, deviceName, generation, usedAt: at })],
    ],
    SessionUsed: ({ data: { session }, metadata: { at } }) => [[session, patch<SessionDocument>({ usedAt: at })]],
    SignedOut: ({ data: { session }, metadata: { at } }) => [[session, ended(at, 'signed-out')]],
    SessionsRevoked: ({ data, metadata: { at } }) =>
      data.sessions.map((session) => [session, ended(at, 'revoked')] as const),
  },
})
