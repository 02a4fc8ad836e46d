import { createHash, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import * as Conversation from '../../src/domain/conversation.js'
import type { AnyEvent } from '../../src/domain/events.js'
import * as Group from '../../src/domain/group.js'
import type { Id } from '../../src/domain/ids.js'
import { roomConversation } from '../../src/domain/ids.js'
import { noticeId, noticesOf } from '../../src/domain/notices.js'
import * as Phone from '../../src/domain/phone.js'
import * as Room from '../../src/domain/room.js'
import * as Session from '../../src/domain/session.js'
import * as User from '../../src/domain/user.js'
import { createClock } from '../../src/services/clock.js'
import { hashToken, makeToken } from '../../src/services/tokens.js'
import { openEmbeddedEventStore } from '../../src/stores/embedded/event-store.js'
import type { EventStore } from '../../src/stores/event-store.js'

/** Somebody who is signed in with this token. */
export interface Person {
  readonly id: Id
  readonly token: string
}

/** What was said, as `messages` keeps it. */
export interface Said {
  readonly logId: Id
  readonly msgId: string
}

const MOST_IN_FLIGHT = 4_096

/**
 * Writes the log of a data folder directly, event for event as the server would have with one command after the other: reservations,
 * sign-ins and notices stand in it too. So 5,000 people are there without 5,000 password hashes.
 */
export class WorldWriter {
  events = 0
  readonly #clock = createClock(0)
  readonly #versions = new Map<string, number>()
  readonly #ends = new Map<string, { ordinal: number; logId: Id }>()
  /** No other world in the same store has them. */
  #marks = Date.now()
  #inFlight = 0
  #failed: Error | undefined
  #wake: () => void = () => undefined

  private constructor(private readonly store: EventStore) {}

  /** @param folder DATA_DIR of a server that is not running */
  static async open(folder: string): Promise<WorldWriter> {
    const onFatal = (error: Error): never => {
      throw error
    }
    return new WorldWriter(await openEmbeddedEventStore(join(folder, 'log'), { onFatal }))
  }

  async #write(stream: string, event: AnyEvent, actor: Id): Promise<string> {
    const id = randomUUID()
    const version = this.#versions.get(stream) ?? 0
    this.#versions.set(stream, version + 1)
    this.#inFlight += 1
    this.events += 1
    const metadata = { at: this.#clock.now(), actor, request: id }
    this.store
      .append(stream, [{ ...event, id, metadata }], version)
      .catch((error: Error) => (this.#failed = error))
      .finally(() => {
        this.#inFlight -= 1
        this.#wake()
      })
    while (this.#inFlight > MOST_IN_FLIGHT) await new Promise<void>((resolve) => (this.#wake = resolve))
    return id
  }

  async person(name: string): Promise<Person> {
    const user = this.#clock.nextId()
    const token = makeToken(user)
    const session = this.#clock.nextId()
    const markId = String(this.#marks++)
    const phone = createHash('sha256').update(user).digest('base64url')
    const from = { device: 'PC', deviceName: 'bench', generation: 20, address: '127.0.0.1' } as const
    const secret = {
      password: '$argon2id$v=19$m=19456,t=2,p=1$YmVuY2hiZW5jaGJlbmNo$bm9ib2R5IHNpZ25zIGluIHdpdGggdGhpcyBvbmU',
    }
    await this.#write(Phone.markStream(markId), { type: 'MarkReserved', data: { kind: 'user', owner: user } }, user)
    await this.#write(Phone.phoneStream(phone), { type: 'PhoneReserved', data: { user, markId } }, user)
    const registered = { user, markId, name, avatar: '', phone: `v1.${phone}`, secret }
    await this.#write(User.streamOf(user), { type: 'UserRegistered', data: registered }, user)
    const signedIn = { ...from, user, session, way: 'password', secret: { token: hashToken(token) } } as const
    await this.#write(Session.streamOf(user), { type: 'SignedIn', data: signedIn }, user)
    return { id: user, token }
  }

  async #inRoom(room: Id, event: Room.RoomEvent, actor: Id): Promise<void> {
    const id = await this.#write(Room.streamOf(room), event, actor)
    for (const [index, { sender, notice }] of noticesOf(event).entries())
      await this.#say(room, { msgId: noticeId(id, index), sender, kind: 6, content: {}, notice })
  }

  async #say(
    room: Id,
    what: Pick<Conversation.Message, 'msgId' | 'sender' | 'kind' | 'content' | 'notice'>,
  ): Promise<Said> {
    const conversation = roomConversation(room)
    const end = this.#ends.get(conversation) ?? { ordinal: 0, logId: '0' }
    this.#ends.set(conversation, end)
    if (what.kind !== 6) end.ordinal += 1
    end.logId = this.#clock.nextId(end.logId)
    const data = { conversation, logId: end.logId, ordinal: end.ordinal, ...what }
    await this.#write(Conversation.streamOf(conversation), { type: 'MessageSent', data }, what.sender)
    return { logId: data.logId, msgId: what.msgId }
  }

  /** The first one owns it. */
  async room(name: string, [owner, ...others]: readonly Person[]): Promise<Id> {
    if (!owner) throw new Error('a room without an owner')
    const room = this.#clock.nextId()
    const markId = String(this.#marks++)
    await this.#write(Phone.markStream(markId), { type: 'MarkReserved', data: { kind: 'room', owner: room } }, owner.id)
    const data = { room, markId, name, avatar: '', owner: owner.id, members: others.map(({ id }) => id) }
    await this.#inRoom(room, { type: 'RoomCreated', data }, owner.id)
    return room
  }

  /** A chat room, open. */
  async group(name: string, { id: by }: Person): Promise<Id> {
    const group = this.#clock.nextId()
    await this.#write(Group.streamOf(group), { type: 'GroupCreated', data: { group, name, avatar: '', by } }, by)
    return group
  }

  async join(room: Id, { id: user }: Person): Promise<void> {
    const after = this.#ends.get(roomConversation(room))?.ordinal ?? 0
    await this.#inRoom(room, { type: 'MemberJoined', data: { room, user, after } }, user)
  }

  async leave(room: Id, { id: user }: Person): Promise<void> {
    await this.#inRoom(room, { type: 'MemberLeft', data: { room, user } }, user)
  }

  async rename({ id: user }: Person, name: string): Promise<void> {
    await this.#write(User.streamOf(user), { type: 'UserRenamed', data: { user, name } }, user)
  }

  say(room: Id, { id: sender }: Person, msgId: string, content: string): Promise<Said> {
    return this.#say(room, { msgId, sender, kind: 1, content: { content } })
  }

  /** Everything is on disk. */
  async close(): Promise<void> {
    await this.store.close()
    if (this.#failed) throw this.#failed
  }
}
