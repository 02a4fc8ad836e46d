import type { Data } from '../support/history-world.js'
import { Model } from '../support/model.js'
import { below, pick } from '../support/random.js'
import type { History } from './history.js'

const rows = (data: Data, name: string): readonly Data[] => (data[name] ?? []) as Data[]

/** Reads a log page by page: newest first, without gaps, up to its end (`behaviour.md 4.6`). */
export const chatLog = async (history: History, user: string, conversation: string): Promise<void> => {
  const { model, names, random } = history
  const isRoom = !conversation.includes('-')
  const other = conversation.split('-').find((each) => each !== user) ?? user
  const id = names.id(isRoom ? conversation : other)
  const path = isRoom ? '/room/chatLog' : '/friend/chatLog'
  const number = pick(random, [1, 3, 20, 100]) ?? 20
  let startId = ''
  for (let page = 0; page < 3 && startId !== '-1'; page++) {
    const reply = await history.does(user, [path, { id, startId, number }], () => {
      if (isRoom) model.member(conversation, user)
      else model.befriended(user, other)
      model.talk.readAll(user, conversation)
      return model.talk.visible(user, conversation).reverse()
    })
    if (!reply) return
    const lines = rows(reply.data, 'logs').map((message) => names.message(message))
    const all = reply.value
    history.agree(`page ${page} of ${conversation}`, lines, all.slice(page * number, (page + 1) * number))
    startId = String(reply.data['nextLog'])
    history.agree('whether there is a next page', startId !== '-1', all.length > (page + 1) * number)
  }
}

const sorted = (lines: Iterable<string>): string[] => [...lines].sort()

/** Unread counts with the newest message of each. */
export const unread = async (history: History, user: string): Promise<void> => {
  const { model, names } = history
  const told = ({ id, number, lastLog }: Data) =>
    `${names.name(id)} ${String(number)} ${names.message(lastLog as Data)}`
  const wanted = (those: readonly (readonly [name: string, conversation: string])[]) =>
    sorted(
      those
        .filter(([, conversation]) => model.talk.unread(user, conversation) > 0)
        .map(([name, conversation]) => {
          const last = model.talk.visible(user, conversation).at(-1) ?? ''
          return `${name} ${model.talk.unread(user, conversation)} ${last}`
        }),
    )
  const own = [...model.rooms].filter(([, { live, members }]) => live && members.has(user))
  const inRooms = await history.does(user, ['/room/unread', {}], () => wanted(own.map(([room]) => [room, room])))
  history.agree('unread in rooms', sorted(rows(inRooms?.data ?? {}, 'infos').map(told)), inRooms?.value)
  const friends = history.users.filter((other) => other !== user && model.pair(user, other).friends)
  const ofFriends = await history.does(user, ['/friend/unread', {}], () =>
    wanted(friends.map((other) => [other, Model.conversationOf(user, other)])),
  )
  history.agree('unread of friends', sorted(rows(ofFriends?.data ?? {}, 'infos').map(told)), ofFriends?.value)
}

/** A user's rooms, friends and applications. */
export const lists = async (history: History, user: string): Promise<void> => {
  const { model, names } = history
  const own = [...model.rooms].filter(([, { live, members }]) => live && members.has(user))
  const switches = (of: Data) => `${String(of['noDisturbing'])} ${String(of['onTop'])}`
  const rooms = await history.does(user, ['/room/list', { type: 3 }], () =>
    sorted(own.map(([room, { members }]) => `${room} ${switches(members.get(user)?.switches ?? {})}`)),
  )
  const roomList = rows(rooms?.data ?? {}, 'roomList').map((room) => `${names.name(room['id'])} ${switches(room)}`)
  history.agree('rooms', sorted(roomList), rooms?.value)
  const friends = await history.does(user, ['/friend/list', { type: 1 }], () =>
    sorted(
      history.users
        .filter((other) => other !== user && model.pair(user, other).friends)
        .map((other) => {
          const { remarks, switches: of } = model.pair(user, other)
          return `${other} ${remarks[user] ?? ''} ${switches(of[user] ?? {})}`
        }),
    ),
  )
  const friendList = rows(friends?.data ?? {}, 'userList').map(
    (friend) => `${names.name(friend['id'])} ${String(friend['remark'])} ${switches(friend)}`,
  )
  history.agree('friends', sorted(friendList), friends?.value)
}

export const applications = async (history: History, user: string): Promise<void> => {
  const { model, names } = history
  const toRooms = [...model.rooms].flatMap(([room, { live, members, applications: those }]) =>
    [...those]
      .filter(([applicant]) => live && (applicant === user || (members.get(user)?.level ?? 0) > 1))
      .map(([applicant, status]) => `${applicant} ${room} ${status}`),
  )
  const toFriends = history.users
    .filter((other) => other !== user)
    .flatMap((other) =>
      [...model.pair(user, other).requests].map(
        ([applicant, { status }]) => `${applicant} ${applicant === user ? other : user} ${status}`,
      ),
    )
  const reply = await history.does(user, ['/chat33/applyList', { number: 100 }], () =>
    sorted([...toRooms, ...toFriends]),
  )
  const idOf = (item: Data, name: string) => names.name((item[name] as Data)['id'])
  const found = rows(reply?.data ?? {}, 'applyList').map(
    (item) => `${idOf(item, 'senderInfo')} ${idOf(item, 'receiveInfo')} ${String(item['status'])}`,
  )
  history.agree('applications', sorted(found), reply?.value)
  history.agree('number of applications', reply?.data['totalNumber'], reply?.value.length)
}

/** What a room is and who is in it. */
export const roomDetails = async (history: History, user: string, room: string): Promise<void> => {
  const { model, names } = history
  const body = { roomId: names.id(room) }
  const info = await history.does(user, ['/room/info', body], () => {
    const { members, canAddFriend, joinPermission } = model.live(room)
    return [members.size, canAddFriend, joinPermission, members.get(user)?.level]
  })
  if (!info) return
  const fields = ['memberNumber', 'canAddFriend', 'joinPermission', 'memberLevel']
  history.agree(
    `info of ${room}`,
    fields.map((field) => info.data[field]),
    info.value,
  )
  const list = await history.does(user, ['/room/userList', body], () => {
    model.member(room, user)
    return [...model.live(room).members].map(([each, { level, nickname }]) => `${level} ${each} ${nickname || each}`)
  })
  if (!list) return
  const found = rows(list.data, 'userList')
  const lines = found.map(
    (item) => `${String(item['memberLevel'])} ${names.name(item['id'])} ${String(item['roomNickname'])}`,
  )
  history.agree(`members of ${room}`, sorted(lines), sorted(list.value))
  const levels = found.map((item) => Number(item['memberLevel']))
  history.agree(
    'levels',
    levels,
    [...levels].sort((one, other) => other - one),
  )
}

export const anyConversation = ({ random, users }: History, room: string, user: string): string => {
  if (below(random, 3) > 0) return room
  const other = pick(random, users) ?? user
  return Model.conversationOf(user, other)
}
