import { refuse, sure } from './model-code.js'
import type { Name } from './model-talk.js'
import { Talk } from './model-talk.js'

type Level = 1 | 2 | 3

interface Member {
  level: Level
  nickname: string
  /** noDisturbing and onTop. */
  switches: Record<string, number>
  /** Of the last event before he came. */
  since: number
}
interface Room {
  live: boolean
  canAddFriend: number
  joinPermission: number
  readonly members: Map<Name, Member>
  /** By applicant: 1 waiting, 2 refused, 3 accepted. */
  readonly applications: Map<Name, number>
}
interface Pair {
  friends: boolean
  readonly remarks: Record<Name, string>
  readonly switches: Record<Name, Record<string, number>>
  /** By applicant. */
  readonly requests: Map<Name, Request>
}
interface Request {
  status: number
  readonly remark: string
  readonly room: Name | undefined
  crosswise?: true
}
const newcomer = (level: Level, since: number): Member => ({ level, nickname: '', switches: plain(), since })
const plain = () => ({ noDisturbing: 2, onTop: 2 })

/** What happens among people, rooms and devices, told plainly: each call returns nothing or throws the code; lines go to devices. */
export class Model {
  readonly rooms = new Map<Name, Room>()
  readonly talk = new Talk((conversation) => this.inside(conversation))
  readonly #pairs = new Map<Name, Pair>()
  readonly #messages = new Map<string, string>()

  constructor(readonly limit: number) {}

  pair(one: Name, other: Name): Pair {
    const name = Model.conversationOf(one, other)
    const pair = this.#pairs.get(name) ?? { friends: false, remarks: {}, switches: {}, requests: new Map() }
    this.#pairs.set(name, pair)
    return pair
  }
  static readonly conversationOf = (one: Name, other: Name): Name => [one, other].sort().join('-')
  live = (room: Name): Room => (this.rooms.get(room)?.live ? this.rooms.get(room)! : refuse(-6101))
  member = (room: Name, user: Name): Member => sure(this.live(room).members.get(user), -6105)
  managers = (room: Name): Name[] =>
    [...this.live(room).members].filter(([, { level }]) => level > 1).map(([user]) => user)
  manage = (room: Name, user: Name): Member =>
    this.member(room, user).level > 1 ? this.member(room, user) : refuse(-3000)
  own = (room: Name, user: Name): Member =>
    this.member(room, user).level === 3 ? this.member(room, user) : refuse(-3000)
  inside = (conversation: Name): Name[] => [
    ...(this.rooms.get(conversation)?.members.keys() ?? conversation.split('-')),
  ]

  create(by: Name, room: Name, users: readonly Name[]): void {
    const others = [...new Set(users)].filter((user) => user !== by)
    if (others.length + 1 > this.limit) refuse(-6108)
    const members = new Map([by, ...others].map((user) => [user, newcomer(user === by ? 3 : 1, this.talk.sequence)]))
    this.rooms.set(room, { live: true, canAddFriend: 1, joinPermission: 2, members, applications: new Map() })
    for (const user of members.keys()) this.talk.tell([user], `20 ${room} ${user}`)
    this.talk.say(room, `${room} ${by} notice 2`)
  }
  #join(room: Name, user: Name): void {
    const { members, applications } = this.live(room)
    members.set(user, newcomer(1, this.talk.sequence))
    this.talk.readAll(user, room)
    if (applications.get(user) === 1) applications.set(user, 3)
    this.talk.tell([user], `20 ${room} ${user}`)
  }
  #ask(room: Name, user: Name): void {
    this.live(room).applications.set(user, 1)
    this.talk.tell(this.managers(room), `23 ${user} ${room} 1`)
  }
  apply(user: Name, room: Name): void {
    const { members, joinPermission } = this.live(room)
    if (members.has(user)) refuse(-6100)
    if (members.size + 1 > this.limit) refuse(-6108)
    if (joinPermission === 3) refuse(-6103)
    if (joinPermission === 1) return this.#ask(room, user)
    this.#join(room, user)
    this.talk.say(room, `${room} ${user} notice 5`)
  }
  /** Whether they joined at once. */
  invite(by: Name, room: Name, users: readonly Name[]): boolean {
    const manages = this.member(room, by).level > 1
    const { members, joinPermission } = this.live(room)
    if (joinPermission === 3 && !manages) refuse(-3000)
    const newcomers = [...new Set(users)].filter((user) => !members.has(user))
    if (members.size + newcomers.length > this.limit) refuse(-6108)
    const joins = manages || joinPermission === 2
    if (joins) this.#bring(by, room, newcomers)
    else for (const user of newcomers) this.#ask(room, user)
    return joins || newcomers.length === 0
  }
  #bring(by: Name, room: Name, newcomers: readonly Name[]): void {
    for (const user of newcomers) this.#join(room, user)
    if (newcomers.length > 0) this.talk.say(room, `${room} ${by} notice 17 ${newcomers.join()}`)
  }
  approve(by: Name, room: Name, user: Name, agree: boolean): void {
    this.manage(room, by)
    const { members, applications } = this.live(room)
    if (sure(applications.get(user), -2020) !== 1) refuse(-4012)
    if (agree && members.size + 1 > this.limit) refuse(-6108)
    if (agree) this.#join(room, user)
    else applications.set(user, 2)
    this.talk.tell([...this.managers(room), user], `23 ${user} ${room} ${agree ? 3 : 2}`)
    if (agree) this.talk.say(room, `${room} ${user} notice 5`)
  }
  leave(user: Name, room: Name): void {
    if (this.member(room, user).level === 3) refuse(-6104)
    this.live(room).members.delete(user)
    this.talk.say(room, `${room} ${user} notice 3`, { only: [...this.managers(room), user] })
    this.talk.tell([user], `21 ${room} ${user} 1`)
  }
  kick(by: Name, room: Name, users: readonly Name[]): void {
    const { level } = this.manage(room, by)
    const targets = [...new Set(users)]
    const levels = targets.map((user) => this.member(room, user).level)
    if (levels.some((other) => other >= level)) refuse(-3000)
    for (const user of targets) this.live(room).members.delete(user)
    for (const user of targets) {
      this.talk.say(room, `${room} ${by} notice 4 ${user}`, { also: [user] })
      this.talk.tell([user], `21 ${room} ${user} 2`)
    }
  }
  setLevel(by: Name, room: Name, user: Name, level: Level): void {
    const owner = this.own(room, by)
    if (user === by) refuse(-2021)
    const member = this.member(room, user)
    const before = member.level
    member.level = level
    if (level === 3) owner.level = 1
    if (level === 3) this.talk.say(room, `${room} ${by} notice 9 ${user}`)
    else if (level === 2 && before !== 2) this.talk.say(room, `${room} ${by} notice 10 ${user}`)
  }
  dissolve(by: Name, room: Name): void {
    this.own(room, by)
    this.talk.say(room, `${room} ${by} notice 6`)
    this.talk.tell(this.inside(room), `22 ${room} ${by}`)
    this.live(room).live = false
  }

  befriended = (one: Name, other: Name): Pair => {
    if (one === other) refuse(-2021)
    return this.pair(one, other).friends ? this.pair(one, other) : refuse(-2018)
  }
  requestFriend(by: Name, other: Name, remark: string, room?: Name): void {
    if (by === other) refuse(-2021)
    const pair = this.pair(by, other)
    if (pair.friends) refuse(-2017)
    if (room !== undefined) {
      if (this.live(room).canAddFriend === 2) refuse(-6106)
      for (const user of [by, other]) this.member(room, user)
    }
    pair.requests.set(by, { status: 1, remark, room })
    this.talk.tell([by, other], `31 ${by} ${other} 1`)
  }
  respond(by: Name, other: Name, agree: boolean): void {
    const pair = this.pair(by, other)
    if (agree && pair.friends && pair.requests.get(other)?.crosswise) refuse(-2017)
    const request = sure(pair.requests.get(other), -2020)
    if (request.status !== 1) refuse(-2019)
    request.status = agree ? 3 : 2
    this.talk.tell([by, other], `31 ${other} ${by} ${request.status}`)
    if (agree) this.#befriend(by, other, request)
  }
  #befriend(by: Name, other: Name, { remark, room = '' }: Request): void {
    const pair = this.pair(by, other)
    const own = pair.requests.get(by)
    if (own?.status === 1) Object.assign(own, { status: 3, crosswise: true })
    pair.friends = true
    Object.assign(pair.switches, { [by]: plain(), [other]: plain() })
    pair.remarks[other] = remark
    const conversation = Model.conversationOf(by, other)
    this.talk.say(conversation, `${conversation} ${by} notice 13 ${other}`)
    if (this.rooms.get(room)?.live) this.talk.say(room, `${room} ${other} notice 7 ${by}`)
  }
  removeFriend(by: Name, other: Name): void {
    this.befriended(by, other).friends = false
    this.talk.tell([by, other], `32 ${by} ${other}`)
    const conversation = Model.conversationOf(by, other)
    this.talk.say(conversation, `${conversation} ${by} notice 8 ${other}`)
  }

  /** `kind` 0 is an announcement. A msgId that is known is answered to the device alone, with what was said first. Whether it is new. */
  send(device: Name, conversation: Name, msgId: string, kind: number): boolean {
    const by = device.split(' ')[0] ?? ''
    const key = `${by} ${conversation} ${msgId}`
    const known = this.#messages.get(key)
    if (known !== undefined) {
      this.talk.inboxes.get(device)?.push(known)
      return false
    }
    const isRoom = !conversation.includes('-')
    if (isRoom && kind === 0) this.manage(conversation, by)
    else if (isRoom) this.member(conversation, by)
    else this.befriended(...(conversation.split('-') as [Name, Name]))
    const { line } = this.talk.say(conversation, `${conversation} ${by} says ${msgId}`, { counts: true })
    this.#messages.set(key, line)
    this.talk.readAll(by, conversation)
    return true
  }

  /** Event 42: what came before it connected, in conversations that its user is in now, and from his coming on. */
  catchUp(device: Name): string[] {
    const user = device.split(' ')[0] ?? ''
    return this.talk.catchUp(device, (conversation) => {
      const room = this.rooms.get(conversation)
      if (room) return room.live ? room.members.get(user)?.since : undefined
      return conversation.split('-').includes(user) && this.#pairs.get(conversation)?.friends ? 0 : undefined
    })
  }
}
