import type { MemberLevel } from '../domain/members.js'
import type { RecordedOf } from '../domain/events.js'
import type { Switch } from '../domain/room.js'
import type { Effect } from './projection.js'
import { patch, projection } from './projection.js'

/** Who is in which room that lives. Key: `<room>/<user>`. */
export interface MemberDocument {
  readonly roomId: string
  readonly userId: string
  readonly level: MemberLevel
  readonly joinedAt: number
  /** Log position of the joining. */
  readonly position: number
  readonly nickname: string
  readonly noDisturbing: Switch
  readonly onTop: Switch
}

export const memberKey = (room: string, user: string): string => `${room}/${user}`

const joins = (
  {
    data: { room: roomId },
    metadata: { at: joinedAt },
    position,
  }: RecordedOf<'RoomCreated' | 'MemberJoined' | 'MembersInvited'>,
  userId: string,
  level: 1 | 3,
): Effect<MemberDocument> => [
  memberKey(roomId, userId),
  () => ({ roomId, userId, level, joinedAt, position, nickname: '', noDisturbing: 2, onTop: 2 }),
]
const goes = (room: string, user: string): Effect<MemberDocument> => [memberKey(room, user), () => null]

export const members = projection<MemberDocument>({
  name: 'members',
  version: 1,
  indexes: { byUser: ['userId'], byRoom: ['roomId', 'level:desc', 'position'] },
  on: {
    RoomCreated: (event) => [
      joins(event, event.data.owner, 3),
      ...event.data.members.map((user) => joins(event, user, 1)),
    ],
    MemberJoined: (event) => [joins(event, event.data.user, 1)],
    MembersInvited: (event) => event.data.users.map((user) => joins(event, user, 1)),
    MemberLeft: ({ data }) => [goes(data.room, data.user)],
    MembersKicked: ({ data }) => data.users.map((user) => goes(data.room, user)),
    RoomDissolved: ({ data }) => data.members.map((user) => goes(data.room, user)),
    MemberLevelSet: ({ data }) => [[memberKey(data.room, data.user), patch({ level: data.level })]],
    OwnershipTransferred: ({ data }) => [
      [memberKey(data.room, data.from), patch({ level: 1 })],
      [memberKey(data.room, data.to), patch({ level: 3 })],
    ],
    MemberNicknameSet: ({ data }) => [[memberKey(data.room, data.user), patch({ nickname: data.nickname })]],
    MemberSwitchesSet: ({ data: { room, user, ...switches } }) => [[memberKey(room, user), patch(switches)]],
  },
})
