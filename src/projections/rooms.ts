import type { JoinPermission, Switch } from '../domain/room.js'
import type { RecordedOf } from '../domain/events.js'
import { patch, projection } from './projection.js'

/** A room as everybody may see it. Key: its id. */
export interface RoomDocument {
  readonly id: string
  readonly markId: string
  readonly name: string
  readonly avatar: string
  readonly owner: string
  readonly live: boolean
  readonly memberNumber: number
  readonly canAddFriend: Switch
  readonly joinPermission: JoinPermission
  readonly createdAt: number
}

const grow = (room: string, by: number) =>
  [room, (old: RoomDocument | undefined) => old && { ...old, memberNumber: old.memberNumber + by }] as const

const create = ({ data, metadata }: RecordedOf<'RoomCreated'>): RoomDocument => ({
  id: data.room,
  markId: data.markId,
  name: data.name,
  avatar: data.avatar,
  owner: data.owner,
  live: true,
  memberNumber: data.members.length + 1,
  canAddFriend: 1,
  joinPermission: 2,
  createdAt: metadata.at,
})

export const rooms = projection<RoomDocument>({
  name: 'rooms',
  version: 1,
  indexes: { byMark: ['markId'] },
  on: {
    RoomCreated: (event) => [[event.data.room, () => create(event)]],
    MemberJoined: ({ data }) => [grow(data.room, 1)],
    MembersInvited: ({ data }) => [grow(data.room, data.users.length)],
    MemberLeft: ({ data }) => [grow(data.room, -1)],
    MembersKicked: ({ data }) => [grow(data.room, -data.users.length)],
    OwnershipTransferred: ({ data }) => [[data.room, patch({ owner: data.to })]],
    PermissionsSet: ({ data: { room, by: _, ...permissions } }) => [[room, patch(permissions)]],
    RoomDissolved: ({ data }) => [[data.room, patch({ live: false })]],
  },
})
