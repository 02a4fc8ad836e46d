import type { Play, Table } from './access-matrix.rows.js'

const inGroup =
  (more: object = {}): Play =>
  async (scene) => ({ body: { groupId: await scene.group(), ...more } })

/** `behaviour.md 6.5`, `6.6`, `product.md 7`: run by staff (-3002), looked at by everybody, but history is for users. */
export const ofGroups: Table = {
  text: `
call                               | visitor stranger member manager owner staff admin   out  over muted kicked
/group/list                        |       0        0      0       0     0     0     0     0     0     0      0
/group/info                        |       0        0      0       0     0     0     0     0     0     0      0
/group/userList                    |       0        0      0       0     0     0     0     0     0     0      0
/group/userInfo                    |       0        0      0       0     0     0     0     0     0     0      0
/group/getOnlineNumber             |       0        0      0       0     0     0     0     0     0     0      0
/group/getGroupChatHistory         |   -1004        0      0       0     0     0     0 -1004 -1007     0      0
/group/addGroup                    |   -1004    -3002  -3002   -3002 -3002     0     0 -1004 -1007 -3002  -3002
/group/editAvatar                  |   -1004    -3002  -3002   -3002 -3002     0     0 -1004 -1007 -3002  -3002
/group/editGroupName               |   -1004    -3002  -3002   -3002 -3002     0     0 -1004 -1007 -3002  -3002
/group/setStatus, open             |   -1004    -3002  -3002   -3002 -3002     0     0 -1004 -1007 -3002  -3002
/group/setStatus, close            |   -1004    -3002  -3002   -3002 -3002     0     0 -1004 -1007 -3002  -3002
/group/setStatus, delete           |   -1004    -3002  -3002   -3002 -3002     0     0 -1004 -1007 -3002  -3002
`,
  plays: {
    '/group/list': () => ({ body: { groupStatus: 3 } }),
    '/group/info': inGroup(),
    '/group/userList': inGroup(),
    '/group/userInfo': ({ people }) => ({ body: { id: people.newcomer.id } }),
    '/group/getOnlineNumber': inGroup(),
    '/group/getGroupChatHistory': async (scene) => ({ body: { id: await scene.group(), number: 20 } }),
    '/group/addGroup': () => ({ body: { groupName: 'a new one' } }),
    '/group/editAvatar': inGroup({ avatar: 'https://media.example/a' }),
    '/group/editGroupName': inGroup({ groupName: 'renamed' }),
    '/group/setStatus, open': inGroup({ type: 0 }),
    '/group/setStatus, close': inGroup({ type: 1 }),
    '/group/setStatus, delete': inGroup({ type: 2 }),
  },
}
