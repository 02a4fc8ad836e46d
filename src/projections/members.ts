import type { MemberLevel } from '../domain/members.js'
import type { Switch } from '../domain/room.js'
import type { Effect } from './projection.js'
import { patch, projection } from './projection.js'

/** Who is in which room. Key: `<room>/<user>`. Those of a dissolved room stay. */
export interface MemberDocument {
  readonly roomId: string
  readonly userId: string
  readonly level: MemberLevel
  readonly joinedAt: number
  /** The conversation's last ordinal at the joining. */
  readonly after: number
  readonly nickname: string
  readonly noDisturbing: Switch
  readonly onTop: Switch
}

export const memberKey = (room: string, user: string): string => `${room}/${user}`

const joins = (fields: Pick<MemberDocument, 'roomId' | 'userId' | 'level' | 'joinedAt' | 'after'>) =>
  [
    memberKey(fields.roomId, fields.userId),
    () => ({ ...fields, nickname: '', noDisturbing: 2, onTop: 2 }) as MemberDocument,
  ] as const
const goes = (room: string, user: string): Effect<MemberDocument> => [memberKey(room, user), () => null]

export const members = projection<MemberDocument>({
  name: 'members',
  version: 1,
  indexes: { byUser: ['userId'], byRoom: ['roomId', 'level:desc', 'joinedAt'] },
  on: {
    RoomCreated: ({ data: { room: roomId, owner, members: others }, metadata: { at: joinedAt } }) => [
      joins({ roomId, userId: owner, level: 3, joinedAt, after: 0 }),
      ...others.map((userId) => joins({ roomId, userId, level: 1, joinedAt, after: 0 })),
    ],
    MemberJoined: ({ data: { room: roomId, user: userId, after }, metadata: { at: joinedAt } }) => [
      joins({ roomId, userId, level: 1, joinedAt, after }),
    ],
    MembersInvited: ({ data: { room: roomId, users, after }, metadata: { at: joinedAt } }) =>
      users.map((userId) => joins({ roomId, userId, level: 1, joinedAt, after })),
    MemberLeft: ({ data }) => [goes(data.room, data.user)],
    MembersKicked: ({ data }) => data.users.map((user) => goes(data.room, user)),
    MemberLevelSet: ({ data }) => [[memberKey(data.room, data.user), patch({ level: data.level })]],
    OwnershipTransferred: ({ data }) => [
      [memberKey(data.room, data.from), patch({ level: 1 })],
      [memberKey(data.room, data.to), patch({ level: 3 })],
    ],
    MemberNicknameSet: ({ data }) => [[memberKey(data.room, data.user), patch({ nickname: data.nickname })]],
    MemberSwitchesSet: ({ data: { room, user, ...switches } }) => [[memberKey(room, user), patch(switches)]],
  },
})
