import type { Time } from './decision.js'
import type { Id } from './ids.js'

/** 1 member, 2 manager, 3 owner (`behaviour.md 5`). */
export type MemberLevel = 1 | 2 | 3
export const MEMBER = 1
export const MANAGER = 2
export const OWNER = 3

export interface Member {
  readonly level: MemberLevel
  readonly joinedAt: Time
  /** The last ordinal of the conversation when he joined: his unread count starts there. */
  readonly after: number
  readonly nickname: string
  readonly noDisturbing: 1 | 2
  readonly onTop: 1 | 2
}

export type Members = Map<Id, Member>

export const levelOf = (members: ReadonlyMap<Id, Member>, user: Id): MemberLevel | 0 => members.get(user)?.level ?? 0
export const managesRoom = (members: ReadonlyMap<Id, Member>, user: Id): boolean => levelOf(members, user) >= MANAGER
