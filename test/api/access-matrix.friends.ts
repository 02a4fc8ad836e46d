import type { Play, Table } from './access-matrix.rows.js'

const toPeer =
  (more: object = {}): Play =>
  async (scene, who) => ({ body: { id: await scene.peerOf(who), ...more } })
const fromRoom =
  (allowed: 1 | 2): Play =>
  async (scene) => {
    const roomId = await scene.room()
    if (allowed === 2) await scene.people.owner.ok('/room/setPermission', { roomId, canAddFriend: 2 })
    return { body: { id: scene.people.other.id, roomId } }
  }
const answering =
  (agree: 1 | 2): Play =>
  async (scene, who) => ({ body: { id: await scene.askedBy(who), agree } })

/** `behaviour.md 2.5`, `5.7`: whether they are friends (-2018, -2017). */
export const ofFriends: Table = {
  text: `
call                               | visitor stranger member manager owner staff admin   out  over muted kicked
/friend/list                       |   -1004        0      0       0     0     0     0 -1004 -1007     0      0
/friend/requestList                |   -1004        0      0       0     0     0     0 -1004 -1007     0      0
/friend/unread                     |   -1004        0      0       0     0     0     0 -1004 -1007     0      0
/friend/chatLog                    |   -1004    -2018      0       0     0 -2018 -2018 -1004 -1007     0  -2018
/friend/add                        |   -1004        0  -2017   -2017 -2017     0     0 -1004 -1007 -2017      0
/friend/add, from a room           |   -1004    -6105      0       0     0 -6105 -6105 -1004 -1007     0  -6105
/friend/add, where that is off     |   -1004    -6106  -6106   -6106 -6106 -6106 -6106 -1004 -1007 -6106  -6106
/friend/response, yes              |   -1004        0      0       0     0     0     0 -1004 -1007     0      0
/friend/response, no               |   -1004        0      0       0     0     0     0 -1004 -1007     0      0
/friend/response, not asked        |   -1004    -2020  -2020   -2020 -2020 -2020 -2020 -1004 -1007 -2020  -2020
/friend/delete                     |   -1004    -2018      0       0     0 -2018 -2018 -1004 -1007     0  -2018
/friend/setRemark                  |   -1004    -2018      0       0     0 -2018 -2018 -1004 -1007     0  -2018
/friend/setNoDisturbing            |   -1004    -2018      0       0     0 -2018 -2018 -1004 -1007     0  -2018
/friend/stickyOnTop                |   -1004    -2018      0       0     0 -2018 -2018 -1004 -1007     0  -2018
`,
  plays: {
    '/friend/list': () => ({ body: { type: 3 } }),
    '/friend/requestList': () => ({}),
    '/friend/unread': () => ({}),
    '/friend/chatLog': toPeer(),
    '/friend/add': toPeer(),
    '/friend/add, from a room': fromRoom(1),
    '/friend/add, where that is off': fromRoom(2),
    '/friend/response, yes': answering(1),
    '/friend/response, no': answering(2),
    '/friend/response, not asked': ({ people }) => ({ body: { id: people.deputy.id, agree: 1 } }),
    '/friend/delete': toPeer(),
    '/friend/setRemark': toPeer({ remark: 'R' }),
    '/friend/setNoDisturbing': toPeer({ setNoDisturbing: 1 }),
    '/friend/stickyOnTop': toPeer({ stickyOnTop: 1 }),
  },
}
