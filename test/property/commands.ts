import { below, pick } from '../support/random.js'
import type { History } from './history.js'
import { anyConversation, applications, chatLog, lists, roomDetails, unread } from './reads.js'

/** What a random command is about. */
export interface Draw {
  readonly history: History
  readonly user: string
  readonly other: string
  readonly room: string
  readonly some: readonly string[]
  /** 1 to 3. */
  readonly three: 1 | 2 | 3
  readonly two: 1 | 2
}
type Command = (draw: Draw) => Promise<unknown>

const MOST_LIVE = 3

const create: Command = async ({ history, user, some }) => {
  const { model, names } = history
  if ([...model.rooms.values()].filter(({ live }) => live).length >= MOST_LIVE) return
  const room = `r${++history.made}`
  const body = { roomName: room, users: some.map(names.id) }
  const reply = await history.does(user, ['/room/create', body], () => model.create(user, room, some))
  if (reply) names.add(room, String(reply.data['id']))
}

const inRoom =
  (path: string, body: (draw: Draw) => object, work: (draw: Draw) => unknown): Command =>
  (draw) =>
    draw.history.does(draw.user, [path, { roomId: draw.history.names.id(draw.room), ...body(draw) }], () => work(draw))

const invite: Command = async ({ history, user, room, some }) => {
  if (some.length === 0) return
  const body = { roomId: history.names.id(room), users: some.map(history.names.id) }
  const reply = await history.does(user, ['/room/joinRoomInvite', body], () => history.model.invite(user, room, some))
  if (reply) history.agree('state', reply.data['state'], reply.value ? 1 : 0)
}

const apply = inRoom(
  '/room/joinRoomApply',
  () => ({ applyReason: 'because' }),
  ({ history, user, room }) => history.model.apply(user, room),
)
const approve = inRoom(
  '/room/joinRoomApprove',
  ({ history, other, two }) => ({ userId: history.names.id(other), agree: two }),
  ({ history, user, room, other, two }) => history.model.approve(user, room, other, two === 1),
)
const leave = inRoom(
  '/room/loginOut',
  () => ({}),
  ({ history, user, room }) => history.model.leave(user, room),
)
const kick: Command = async (draw) => {
  const { history, some, user, room } = draw
  const users = some.slice(0, 2)
  if (users.length === 0) return
  const body = { roomId: history.names.id(room), users: users.map(history.names.id) }
  await history.does(user, ['/room/kickOut', body], () => history.model.kick(user, room, users))
}
const setLevel = inRoom(
  '/room/setLevel',
  ({ history, other, three }) => ({ userId: history.names.id(other), level: three }),
  ({ history, user, room, other, three }) => history.model.setLevel(user, room, other, three),
)
const setPermission = inRoom(
  '/room/setPermission',
  ({ two, three }) => ({ canAddFriend: two, joinPermission: three }),
  ({ history, user, room, two, three }) => {
    history.model.manage(room, user)
    Object.assign(history.model.live(room), { canAddFriend: two, joinPermission: three })
  },
)
const nickname = inRoom(
  '/room/setMemberNickname',
  ({ three }) => ({ nickname: three === 1 ? '' : `nick ${three}` }),
  ({ history, user, room, three }) => {
    history.model.member(room, user).nickname = three === 1 ? '' : `nick ${three}`
  },
)
const roomSwitch = (path: string, field: string, name: string) =>
  inRoom(
    path,
    ({ two }) => ({ [field]: two }),
    ({ history, user, room, two }) => {
      history.model.member(room, user).switches[name] = two
    },
  )
const dissolve: Command = async (draw) => {
  if (below(draw.history.random, 3) > 0) return
  await inRoom(
    '/room/delete',
    () => ({}),
    ({ history, user, room }) => history.model.dissolve(user, room),
  )(draw)
}

const withFriend =
  (path: string, body: (draw: Draw) => object, work: (draw: Draw) => unknown): Command =>
  (draw) =>
    draw.history.does(draw.user, [path, { id: draw.history.names.id(draw.other), ...body(draw) }], () => work(draw))

const requestFriend: Command = (draw) => {
  const fromRoom = draw.three === 1 ? draw.room : undefined
  return withFriend(
    '/friend/add',
    ({ history, two }) => ({
      remark: `remark ${two}`,
      ...(fromRoom === undefined ? {} : { roomId: history.names.id(fromRoom) }),
    }),
    ({ history, user, other, two }) => history.model.requestFriend(user, other, `remark ${two}`, fromRoom),
  )(draw)
}
const respond: Command = async (draw) => {
  if (draw.other === draw.user) return
  await withFriend(
    '/friend/response',
    ({ two }) => ({ agree: two }),
    ({ history, user, other, two }) => history.model.respond(user, other, two === 1),
  )(draw)
}
const removeFriend = withFriend(
  '/friend/delete',
  () => ({}),
  ({ history, user, other }) => history.model.removeFriend(user, other),
)
const remark = withFriend(
  '/friend/setRemark',
  ({ three }) => ({ remark: three === 1 ? '' : `called ${three}` }),
  ({ history, user, other, three }) => {
    history.model.befriended(user, other).remarks[user] = three === 1 ? '' : `called ${three}`
  },
)
const friendSwitch = (path: string, field: string, name: string) =>
  withFriend(
    path,
    ({ two }) => ({ [field]: two }),
    ({ history, user, other, two }) => {
      const { switches } = history.model.befriended(user, other)
      switches[user] = { ...switches[user], [name]: two }
    },
  )

export const send: Command = async ({ history, user, room, three }) => {
  const device = pick(
    history.random,
    [...history.sockets.keys()].filter((each) => each.startsWith(user)),
  )
  if (device === undefined) return
  const known = below(history.random, 5) === 0
  const msgId = `m${known ? 1 + below(history.random, history.made + 1) : ++history.made}`
  await history.send(device, anyConversation(history, room, user), msgId, three === 1 ? 0 : 1)
}

/** Who connects mostly catches up at once; some do it late, or never. */
const comeOrGo: Command = async ({ history, user, two, three }) => {
  const device = `${user} ${two === 1 ? 'phone' : 'pc'}`
  if (history.behind.has(device)) return history.catchUp(device)
  if (history.sockets.has(device)) return history.disconnect(device)
  await history.connect(device)
  if (three > 1) await history.catchUp(device)
}
const lose: Command = async ({ history, user, two }) => {
  const device = `${user} ${two === 1 ? 'phone' : 'pc'}`
  if (history.sockets.has(device)) await history.disconnect(device)
}

const UNAUTHORIZED = -1004
/** Signs out on the PC, and in again with the phone's token. */
const signOut: Command = async ({ history, user }) => {
  const device = `${user} pc`
  await history.settle(device)
  const { result } = await history.code(device, '/user/logout')
  history.agree('logout answers', result, 0)
  const socket = history.sockets.get(device)
  if (socket) history.agree('the socket is closed with', await socket.closed, 4003)
  history.gone(device)
  history.agree(
    'a call of who is signed out answers',
    (await history.code(device, '/room/unread')).result,
    UNAUTHORIZED,
  )
  const again = await history.code(`${user} phone`, '/user/tokenLogin', { 'FZM-DEVICE': 'PC' })
  history.agree('tokenLogin answers', again.result, 0)
  history.present(device, { cookie: again.cookie ?? '' })
}

const commands: readonly (readonly [weight: number, command: Command])[] = [
  [6, create],
  [6, invite],
  [6, apply],
  [5, approve],
  [3, leave],
  [4, kick],
  [4, setLevel],
  [3, setPermission],
  [2, nickname],
  [1, roomSwitch('/room/setNoDisturbing', 'setNoDisturbing', 'noDisturbing')],
  [1, roomSwitch('/room/stickyOnTop', 'stickyOnTop', 'onTop')],
  [2, dissolve],
  [6, requestFriend],
  [6, respond],
  [2, removeFriend],
  [1, remark],
  [1, friendSwitch('/friend/setNoDisturbing', 'setNoDisturbing', 'noDisturbing')],
  [1, friendSwitch('/friend/stickyOnTop', 'stickyOnTop', 'onTop')],
  [30, send],
  [8, comeOrGo],
  [2, lose],
  [1, signOut],
  [5, ({ history, user, room }) => chatLog(history, user, anyConversation(history, room, user))],
  [5, ({ history, user }) => unread(history, user)],
  [2, ({ history, user }) => lists(history, user)],
  [2, ({ history, user }) => applications(history, user)],
  [2, ({ history, user, room }) => roomDetails(history, user, room)],
]
/** Each as often as it weighs. */
export const weighted = commands.flatMap(([weight, command]) => Array.from({ length: weight }, () => command))
