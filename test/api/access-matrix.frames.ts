import type { Play, Table } from './access-matrix.rows.js'

const saying = (fields: object): object => ({ eventType: 0, msgType: 1, msg: { content: 'x' }, ...fields })
const inRoom =
  (more: object = {}): Play =>
  async (scene) => ({ body: saying({ channelType: 2, targetId: await scene.room(), ...more }) })
const inGroup =
  (more: object = {}): Play =>
  async (scene, who) => {
    const targetId = await scene.group()
    await scene.enter(who, targetId)
    return { body: saying({ channelType: 1, targetId, ...more }) }
  }
const at =
  (eventType: 1 | 2): Play =>
  async (scene) => ({ body: { eventType, groupId: await scene.group() } })

/** `behaviour.md 4.2`, `4.8`, `6.2`, `6.6`, `product.md 3`. Who has no live session gets no socket: HTTP 401 with this code inside. */
export const frames: Table = {
  text: `
call                               | visitor stranger member manager owner staff admin   out  over muted kicked
event 0 to a room                  |   -2008    -6105      0       0     0 -6105 -6105 -1004 -1007 -2007  -6105
event 0 to a room, announcement    |   -2008    -6105  -3000       0     0 -6105 -6105 -1004 -1007 -3000  -6105
event 0 to a room, dissolved       |   -2008    -6101  -6101   -6101 -6101 -6101 -6101 -1004 -1007 -6101  -6101
event 0 to a friend                |   -2008    -2018      0       0     0 -2018 -2018 -1004 -1007 -2007  -2018
event 0 to a friend, unknown       |   -2008    -2001  -2001   -2001 -2001 -2001 -2001 -1004 -1007 -2001  -2001
event 0 to a chat room             |   -2008        0      0       0     0     0     0 -1004 -1007 -2007      0
event 0 to a chat room, outside    |   -2008    -5001  -5001   -5001 -5001 -5001 -5001 -1004 -1007 -5001  -5001
event 0 to a chat room, announcing |   -2008    -2006  -2006   -2006 -2006     0     0 -1004 -1007 -2006  -2006
event 0 to a chat room, closed     |   -2008    -5000  -5000   -5000 -5000 -5000 -5000 -1004 -1007 -5000  -5000
event 1                            |       0        0      0       0     0     0     0 -1004 -1007     0      0
event 1, closed                    |   -5000    -5000  -5000   -5000 -5000 -5000 -5000 -1004 -1007 -5000  -5000
event 2                            |       0        0      0       0     0     0     0 -1004 -1007     0      0
event 42                           |   -1005        0      0       0     0     0     0 -1004 -1007     0      0
event 45                           |   -1005        0      0       0     0     0     0 -1004 -1007     0      0
`,
  plays: {
    'event 0 to a room': inRoom(),
    'event 0 to a room, announcement': inRoom({ msgType: 0 }),
    'event 0 to a room, dissolved': (scene, who) => inRoom()(scene.whereRoomsAreDissolved(), who),
    'event 0 to a friend': async (scene, who) => ({
      body: saying({ channelType: 3, targetId: await scene.peerOf(who) }),
    }),
    'event 0 to a friend, unknown': () => ({ body: saying({ channelType: 3, targetId: '999999999999' }) }),
    'event 0 to a chat room': inGroup(),
    'event 0 to a chat room, outside': async (scene) => ({
      body: saying({ channelType: 1, targetId: await scene.group() }),
    }),
    'event 0 to a chat room, announcing': inGroup({ msgType: 0 }),
    'event 0 to a chat room, closed': async (scene) => ({
      body: saying({ channelType: 1, targetId: await scene.closedGroup() }),
    }),
    'event 1': at(1),
    'event 1, closed': async (scene) => ({ body: { eventType: 1, groupId: await scene.closedGroup() } }),
    'event 2': at(2),
    'event 42': () => ({ body: { eventType: 42, time: Date.now() } }),
    'event 45': () => ({ body: { eventType: 45, begin: Date.now(), end: Date.now() + 1, total: 0 } }),
  },
}
