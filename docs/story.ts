import type { Teller } from './record-examples.js'

/** The story that the examples of the API tell: every path at least once, in an order in which a server can be asked. */

const mobiles = { Alice: '13000000001', Bob: '13000000002', Carol: '13000000003', Dave: '13000000004' }
const captcha = '123456'
const password = 'correct horse'

type Name = keyof typeof mobiles
type Ids = Readonly<Record<Name, string>>

const signingIn = async ({ call, promote }: Teller): Promise<Ids> => {
  const register = async (nickname: Name): Promise<string> => {
    const body = { mobile: mobiles[nickname], captcha, password, nickname }
    return (await call<{ id: string }>(nickname, `${nickname} registers`, '/user/register', body)).id
  }
  const mobile = mobiles.Alice
  await call('', 'Alice has no account yet', '/user/isreg', { mobile })
  await call('', 'Alice asks for a code', '/send/sms', { mobile })
  const Alice = await register('Alice')
  await call('', 'Alice has an account now', '/user/isreg', { mobile })
  await call('', 'The number has been registered before', '/user/register', { mobile, captcha, password })
  const ids = { Alice, Bob: await register('Bob'), Carol: await register('Carol'), Dave: await register('Dave') }
  await promote(ids.Dave)
  await call('', 'Alice mistypes her password', '/user/pwdLogin', { mobile, password: 'wrong horse' })
  await call('', 'Alice signs in on her PC', '/user/pwdLogin', { mobile, password })
  await call('Alice', 'Alice signs in again on her phone', '/user/tokenLogin', {})
  await call('', 'The header with the token is missing', '/user/tokenLogin', {})
  return ids
}

const profiles = async ({ call }: Teller, { Alice, Bob }: Ids): Promise<void> => {
  await call('Alice', 'Alice looks at herself', '/user/userInfo', {})
  await call('Alice', 'Alice looks at Bob, who is no friend', '/user/userInfo', { id: Bob })
  await call('', 'A visitor looks at Bob', '/user/userInfo', { id: Bob })
  await call('Alice', 'Alice has a new picture', '/user/editAvatar', { avatar: 'https://example.org/alice.png' })
  await call('Alice', 'Alice has a new name', '/user/editNickname', { nickname: 'Alice L.' })
  await call('Bob', 'Bob finds Alice', '/chat33/search', { markId: Alice })
  await call('Bob', 'Bob finds nothing', '/chat33/search', { markId: '000' })
  await call('', 'What customer service may do', '/permission/permissionInfo', {})
}

const friends = async ({ call, say }: Teller, { Alice, Bob, Carol }: Ids): Promise<void> => {
  await call('Alice', 'Alice asks Bob', '/friend/add', { id: Bob, reason: 'We met in the library', remark: 'Bobby' })
  await call('Alice', 'Alice asks herself', '/friend/add', { id: Alice })
  await call('Bob', 'Bob sees that Alice has asked', '/friend/requestList', {})
  await call('Bob', 'Bob sees that Alice has asked', '/chat33/applyList', { number: 20 })
  await call('Bob', 'Bob says yes', '/friend/response', { id: Alice, agree: 1 })
  await call('Bob', 'Bob has said yes before', '/friend/response', { id: Alice, agree: 1 })
  await call('Bob', 'Bob gives Alice a name', '/friend/setRemark', { id: Alice, remark: 'Al' })
  await call('Bob', 'Bob does not want to be disturbed by Alice', '/friend/setNoDisturbing', {
    id: Alice,
    setNoDisturbing: 1,
  })
  await call('Bob', 'Bob keeps Alice on top', '/friend/stickyOnTop', { id: Alice, stickyOnTop: 1 })
  await call('Bob', 'Bob lists his friends', '/friend/list', { type: 3 })
  await call('Bob', 'Bob looks at Alice, who is a friend', '/user/userInfo', { id: Alice })
  await say('Alice', 3, Bob, 'Hello, Bob')
  await call('Bob', 'Bob has missed a message', '/friend/unread', {})
  await call('Bob', 'Bob reads what Alice wrote', '/friend/chatLog', { id: Alice, number: 20 })
  await call('Bob', 'Bob has read everything', '/friend/unread', {})
  await call('Carol', 'Carol is no friend of Bob', '/friend/chatLog', { id: Bob, number: 20 })
  await call('Alice', 'Alice asks Carol', '/friend/add', { id: Carol })
  await call('Carol', 'Carol says no', '/friend/response', { id: Alice, agree: 2 })
  await call('Alice', 'Alice ends the friendship with Bob', '/friend/delete', { id: Bob })
}

const joining = async ({ call }: Teller, { Bob, Carol, Dave }: Ids): Promise<string> => {
  const body = { roomName: 'Book club', users: [Bob] }
  const { id } = await call<{ id: string }>('Alice', 'Alice makes a room with Bob in it', '/room/create', body)
  const roomId = id
  await call('Alice', 'Alice names somebody whom nobody knows', '/room/create', { users: ['404'] })
  await call('Alice', 'Alice makes Bob a manager', '/room/setLevel', { roomId, userId: Bob, level: 2 })
  await call('Bob', 'Bob wants to approve newcomers', '/room/setPermission', { roomId, joinPermission: 1 })
  await call('Carol', 'Carol would like to join', '/room/joinRoomApply', { roomId, applyReason: 'I read, too' })
  await call('Bob', 'Bob sees the newest application, and where the next page begins', '/chat33/applyList', {
    id: '',
    number: 1,
  })
  await call('Carol', 'Carol lets herself in', '/room/joinRoomApprove', { roomId, userId: Carol, agree: 1 })
  await call('Bob', 'Bob lets her in', '/room/joinRoomApprove', { roomId, userId: Carol, agree: 1 })
  await call('Carol', 'Carol invites Dave, which needs approval', '/room/joinRoomInvite', { roomId, users: [Dave] })
  await call('Bob', 'Bob invites Dave, who is in at once', '/room/joinRoomInvite', { roomId, users: [Dave] })
  await call('Bob', 'There is no such room', '/room/info', { roomId: '404' })
  return roomId
}

const insideRoom = async ({ call, say }: Teller, roomId: string, { Bob, Dave }: Ids): Promise<void> => {
  await call('Carol', 'Carol is called Caz here', '/room/setMemberNickname', { roomId, nickname: 'Caz' })
  await call('Carol', 'Carol does not want to be disturbed', '/room/setNoDisturbing', { roomId, setNoDisturbing: 1 })
  await call('Carol', 'Carol keeps the room on top', '/room/stickyOnTop', { roomId, stickyOnTop: 1 })
  await call('Carol', 'Carol lists her rooms', '/room/list', { type: 3 })
  await call('Carol', 'Carol looks at her room', '/room/info', { roomId })
  await call('Carol', 'Carol looks at all members', '/room/userList', { roomId })
  await call('Carol', 'Carol looks at Bob', '/room/userInfo', { roomId, userId: Bob })
  await call('Carol', 'Carol looks for Dave', '/room/searchMember', { roomId, query: 'Dav' })
  const hello = await say('Alice', 2, roomId, 'Welcome')
  const slip = await say('Alice', 2, roomId, 'Welcom')
  await call('', 'One member is online', '/room/getOnlineNumber', { roomId })
  await call('Carol', 'Carol has missed two messages', '/room/unread', {})
  await call('Alice', 'Alice takes her message back', '/chat33/RevokeMessage', { logId: slip, type: 1 })
  await call('Carol', 'Carol takes a message of Alice back', '/chat33/RevokeMessage', { logId: hello, type: 1 })
  await call('Carol', 'Carol reads the newest two', '/room/chatLog', { id: roomId, number: 2 })
  await call('Alice', 'Alice deletes her message', '/chat33/deleteMsg', { logId: hello, type: 1 })
  await call('Carol', 'Carol, who is no manager, removes Dave', '/room/kickOut', { roomId, users: [Dave] })
  await call('Bob', 'Bob removes Dave', '/room/kickOut', { roomId, users: [Dave] })
  await call('Dave', 'Dave, who is no member, looks at the room', '/room/info', { roomId })
  await call('Carol', 'Carol leaves', '/room/loginOut', { roomId })
  await call('Alice', 'Alice, who owns the room, leaves', '/room/loginOut', { roomId })
  await call('Alice', 'Alice dissolves the room', '/room/delete', { roomId })
}

const chatRoom = async ({ call, say, enter }: Teller, { Alice }: Ids): Promise<void> => {
  const addGroup = { groupName: 'Lobby', avatar: '' }
  await call('Alice', 'Alice opens a chat room', '/group/addGroup', addGroup)
  await call('Dave', 'Dave, who is of customer service, opens a chat room', '/group/addGroup', addGroup)
  const wanted = { groupStatus: 3, groupName: 'Lob' }
  const { groups } = await call<{ groups: { groupId: string }[] }>(
    '',
    'All chat rooms with this in their name',
    '/group/list',
    wanted,
  )
  const groupId = groups[0]?.groupId ?? ''
  await call('Dave', 'Dave gives the chat room another name', '/group/editGroupName', {
    groupId,
    groupName: 'The lobby',
  })
  await call('Dave', 'Dave gives the chat room a picture', '/group/editAvatar', {
    groupId,
    avatar: 'https://example.org/lobby.png',
  })
  await enter('Alice', groupId)
  await enter('device-0001', groupId)
  await call('', 'Two are in the chat room', '/group/getOnlineNumber', { groupId })
  await call('', 'A visitor looks at the chat room', '/group/info', { groupId })
  await call('', 'Alice and a visitor are in the chat room', '/group/userList', { groupId, page: 1, number: 20 })
  await call('', 'A visitor', '/group/userInfo', { id: 'device-0001' })
  const msgId = await say('Alice', 1, groupId, 'Anybody here?')
  await call('Bob', 'Bob reads what was said', '/group/getGroupChatHistory', { id: groupId, number: 20 })
  await call('Bob', 'Bob reports it', '/group/report', { id: Alice, msgId })
  await call('Bob', 'Bob mutes Alice', '/user/muted', { id: Alice, muted_time: 600_000 })
  await call('Dave', 'Dave, who is of customer service, mutes Alice for ten minutes', '/user/muted', {
    id: Alice,
    muted_time: 600_000,
  })
  await call('', 'Alice is muted', '/group/userInfo', { id: Alice })
  await call('Dave', 'Dave closes the chat room', '/group/setStatus', { groupId, type: 1 })
  await call('', 'The chat room is closed', '/group/userList', { groupId })
}

/** Plays the whole of it. */
export const play = async (teller: Teller): Promise<void> => {
  const ids = await signingIn(teller)
  await profiles(teller, ids)
  await friends(teller, ids)
  await insideRoom(teller, await joining(teller, ids), ids)
  await chatRoom(teller, ids)
  await teller.call('Bob', 'Bob signs out', '/user/logout', {})
  await teller.call('Bob', 'Bob has signed out', '/room/list', { type: 3 })
}
