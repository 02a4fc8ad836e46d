import type { Play, Table } from './access-matrix.rows.js'
import type { Scene } from './access-matrix.scene.js'

const inRoom =
  (more: (people: Scene['people']) => object = () => ({}), permission?: 1 | 2 | 3): Play =>
  async (scene) => ({ body: { roomId: await scene.room(permission), ...more(scene.people) } })
const on = (who: 'other' | 'deputy' | 'owner' | 'newcomer') => inRoom(({ [who]: target }) => ({ users: [target.id] }))
const inviting = (permission: 1 | 2 | 3) => inRoom(({ newcomer }) => ({ users: [newcomer.id] }), permission)
const applying = (permission: 1 | 2 | 3) => inRoom(undefined, permission)

const answering =
  (agree: 1 | 2): Play =>
  async (scene) => {
    const roomId = await scene.room(1)
    await scene.people.newcomer.ok('/room/joinRoomApply', { roomId })
    return { body: { roomId, userId: scene.people.newcomer.id, agree } }
  }

const alone: Readonly<Record<string, Play>> = {
  '/room/info': inRoom(),
  '/room/userList': inRoom(),
  '/room/userInfo': inRoom(({ other }) => ({ userId: other.id })),
  '/room/searchMember': inRoom(() => ({ query: 'o' })),
  '/room/getOnlineNumber': inRoom(),
  '/room/chatLog': async (scene) => ({ body: { id: await scene.room() } }),
  '/room/delete': inRoom(),
  '/room/kickOut': on('other'),
  '/room/loginOut': inRoom(),
  '/room/setPermission': inRoom(() => ({ canAddFriend: 2 })),
  '/room/setLevel': inRoom(({ other }) => ({ userId: other.id, level: 2 })),
  '/room/setNoDisturbing': inRoom(() => ({ setNoDisturbing: 1 })),
  '/room/stickyOnTop': inRoom(() => ({ stickyOnTop: 1 })),
  '/room/setMemberNickname': inRoom(() => ({ nickname: 'N' })),
  '/room/joinRoomInvite': inviting(2),
  '/room/joinRoomApply': applying(2),
  '/room/joinRoomApprove': inRoom(({ newcomer }) => ({ userId: newcomer.id, agree: 1 })),
}

const onDissolved =
  (play: Play): Play =>
  (scene, who) =>
    play(scene.whereRoomsAreDissolved(), who)

/** `product.md 7`: first the room (-6101, on every path), then membership (-6105), then the right (-3000), then the target. */
export const ofRooms: Table = {
  text: `
call                               | visitor stranger member manager owner staff admin   out  over muted kicked
/room/list                         |   -1004        0      0       0     0     0     0 -1004 -1007     0      0
/room/unread                       |   -1004        0      0       0     0     0     0 -1004 -1007     0      0
/room/info                         |   -1004        0      0       0     0     0     0 -1004 -1007     0      0
/room/userList                     |   -1004    -6105      0       0     0 -6105 -6105 -1004 -1007     0  -6105
/room/userInfo                     |   -1004    -6105      0       0     0 -6105 -6105 -1004 -1007     0  -6105
/room/searchMember                 |   -1004    -6105      0       0     0 -6105 -6105 -1004 -1007     0  -6105
/room/getOnlineNumber              |       0        0      0       0     0     0     0     0     0     0      0
/room/chatLog                      |   -1004    -6105      0       0     0 -6105 -6105 -1004 -1007     0  -6105
/room/create                       |   -1004        0      0       0     0     0     0 -1004 -1007     0      0
/room/delete                       |   -1004    -6105  -3000   -3000     0 -6105 -6105 -1004 -1007 -3000  -6105
/room/kickOut                      |   -1004    -6105  -3000       0     0 -6105 -6105 -1004 -1007 -3000  -6105
/room/kickOut, a manager           |   -1004    -6105  -3000   -3000     0 -6105 -6105 -1004 -1007 -3000  -6105
/room/kickOut, the owner           |   -1004    -6105  -3000   -3000 -3000 -6105 -6105 -1004 -1007 -3000  -6105
/room/kickOut, who is no member    |   -1004    -6105  -3000   -6105 -6105 -6105 -6105 -1004 -1007 -3000  -6105
/room/loginOut                     |   -1004    -6105      0       0 -6104 -6105 -6105 -1004 -1007     0  -6105
/room/setPermission                |   -1004    -6105  -3000       0     0 -6105 -6105 -1004 -1007 -3000  -6105
/room/setLevel                     |   -1004    -6105  -3000   -3000     0 -6105 -6105 -1004 -1007 -3000  -6105
/room/setLevel, hands the room over|   -1004    -6105  -3000   -3000     0 -6105 -6105 -1004 -1007 -3000  -6105
/room/setLevel, of the owner       |   -1004    -6105  -3000   -3000 -2021 -6105 -6105 -1004 -1007 -3000  -6105
/room/setNoDisturbing              |   -1004    -6105      0       0     0 -6105 -6105 -1004 -1007     0  -6105
/room/stickyOnTop                  |   -1004    -6105      0       0     0 -6105 -6105 -1004 -1007     0  -6105
/room/setMemberNickname            |   -1004    -6105      0       0     0 -6105 -6105 -1004 -1007     0  -6105
/room/joinRoomInvite               |   -1004    -6105      0       0     0 -6105 -6105 -1004 -1007     0  -6105
/room/joinRoomInvite, with approval|   -1004    -6105      0       0     0 -6105 -6105 -1004 -1007     0  -6105
/room/joinRoomInvite, closed       |   -1004    -6105  -3000       0     0 -6105 -6105 -1004 -1007 -3000  -6105
/room/joinRoomApply                |   -1004        0  -6100   -6100 -6100     0     0 -1004 -1007 -6100      0
/room/joinRoomApply, with approval |   -1004        0  -6100   -6100 -6100     0     0 -1004 -1007 -6100      0
/room/joinRoomApply, closed        |   -1004    -6103  -6100   -6100 -6100 -6103 -6103 -1004 -1007 -6100  -6103
/room/joinRoomApprove              |   -1004    -6105  -3000   -2020 -2020 -6105 -6105 -1004 -1007 -3000  -6105
/room/joinRoomApprove, yes         |   -1004    -6105  -3000       0     0 -6105 -6105 -1004 -1007 -3000  -6105
/room/joinRoomApprove, no          |   -1004    -6105  -3000       0     0 -6105 -6105 -1004 -1007 -3000  -6105
${Object.keys(alone)
  .map((path) =>
    path === '/room/getOnlineNumber'
      ? `${path}, dissolved |   -6101    -6101  -6101   -6101 -6101 -6101 -6101 -6101 -6101 -6101  -6101`
      : `${path}, dissolved |   -1004    -6101  -6101   -6101 -6101 -6101 -6101 -1004 -1007 -6101  -6101`,
  )
  .join('\n')}
`,
  plays: {
    '/room/list': () => ({ body: { type: 3 } }),
    '/room/unread': () => ({}),
    '/room/create': ({ people }) => ({ body: { users: [people.other.id] } }),
    ...alone,
    '/room/kickOut, a manager': on('deputy'),
    '/room/kickOut, the owner': on('owner'),
    '/room/kickOut, who is no member': on('newcomer'),
    '/room/setLevel, hands the room over': inRoom(({ other }) => ({ userId: other.id, level: 3 })),
    '/room/setLevel, of the owner': inRoom(({ owner }) => ({ userId: owner.id, level: 1 })),
    '/room/joinRoomInvite, with approval': inviting(1),
    '/room/joinRoomInvite, closed': inviting(3),
    '/room/joinRoomApply, with approval': applying(1),
    '/room/joinRoomApply, closed': applying(3),
    '/room/joinRoomApprove, yes': answering(1),
    '/room/joinRoomApprove, no': answering(2),
    ...Object.fromEntries(Object.entries(alone).map(([path, play]) => [`${path}, dissolved`, onDissolved(play)])),
  },
}
