import type { ConversationId, Id } from '../../domain/ids.js'
import { groupConversation, roomConversation } from '../../domain/ids.js'
import type { Occupants } from '../../services/presence.js'
import type { Connection } from './connection.js'

/** A conversation that somebody connected is in. */
export interface Channel {
  readonly conversation: ConversationId
  readonly seats: Seat[]
  /** Ordinal of the last countable message pushed while it was there. */
  last: number
}

/** A connection in a conversation. Its live run (`DESIGN.md 3`, Unread) is `from` to the channel's `last`. */
export interface Seat {
  readonly connection: Connection
  readonly channel: Channel
  index: number
  /** Ordinal of the first countable message written to it; 0: none yet. */
  from: number
  /** Where the run ended because the socket is closing: what comes after is not written to it. */
  end?: number
  /** Where the run ended when it was last kept to be stored. */
  stored: number
}

/** A user who has sockets, or is about to have one. */
export interface Guest {
  readonly id: Id
  readonly connections: Connection[]
  /** Rooms he is in; undefined until they are read. */
  rooms: Set<Id> | undefined
  /** What the feed told while they were being read. */
  readonly meanwhile: (readonly [room: Id, isIn: boolean])[]
  /** Upgrades under way. */
  held: number
  readonly ready: Promise<void>
}

/** Connected users, the rooms they are in, and who is to hear what. Kept current by the feed: a push reads no database. */
export class Audience {
  /** Position of the last event pushed; undefined before the first push. */
  position: number | undefined
  readonly visitors = new Set<Connection>()
  /** Told of each connection that has come or gone, or is in other conversations now. */
  onMoved: (connection: Connection) => void = () => undefined
  readonly #guests = new Map<Id, Guest>()
  readonly #channels = new Map<ConversationId, Channel>()

  /** @param readRooms the live rooms that a user is in, as of now or later */
  constructor(private readonly readRooms: (user: Id) => Promise<Iterable<Id>>) {}

  /** Resolves when the user's rooms are known and followed; `release` (or `enter` and `leave`) ends that. */
  async hold(user: Id): Promise<Guest> {
    const guest = this.#guests.get(user) ?? this.#admit(user)
    guest.held += 1
    try {
      await guest.ready
      return guest
    } catch (error) {
      this.release(guest)
      throw error
    }
  }

  #admit(id: Id): Guest {
    const read = async (): Promise<void> => {
      const rooms = new Set(await this.readRooms(id))
      for (const [room, isIn] of guest.meanwhile)
        if (isIn) rooms.add(room)
        else rooms.delete(room)
      guest.rooms = rooms
    }
    const guest: Guest = {
      id,
      connections: [],
      rooms: undefined,
      meanwhile: [],
      held: 0,
      ready: Promise.resolve().then(() => read()),
    }
    this.#guests.set(id, guest)
    return guest
  }

  release(guest: Guest): void {
    guest.held -= 1
    this.#forget(guest)
  }

  #forget(guest: Guest): void {
    if (guest.held === 0 && guest.connections.length === 0) this.#guests.delete(guest.id)
  }

  /** From now on this connection of a visitor hears what everybody does. */
  visit(connection: Connection): void {
    this.visitors.add(connection)
    this.onMoved(connection)
  }

  /** From now on this connection hears what its user is to hear. */
  enter(guest: Guest, connection: Connection): void {
    guest.connections.push(connection)
    this.onMoved(connection)
    for (const room of guest.rooms ?? []) this.seat(connection, roomConversation(room))
  }

  /** From now on it hears nothing. */
  leave(connection: Connection): void {
    this.onMoved(connection)
    for (const conversation of [...connection.seats.keys()]) this.unseat(connection, conversation)
    if (this.visitors.delete(connection)) return
    const guest = this.#guests.get(connection.user)
    if (!guest) return
    const index = guest.connections.indexOf(connection)
    if (index >= 0) guest.connections.splice(index, 1)
    this.#forget(guest)
  }

  guest(user: Id): Guest | undefined {
    return this.#guests.get(user)
  }

  guests(): Iterable<Guest> {
    return this.#guests.values()
  }

  /** All connections, those of visitors too. */
  *everybody(): Generator<Connection> {
    for (const { connections } of this.#guests.values()) yield* connections
    yield* this.visitors
  }

  connectionsOf(user: Id): readonly Connection[] {
    return this.#guests.get(user)?.connections ?? []
  }

  channel(conversation: ConversationId): Channel | undefined {
    return this.#channels.get(conversation)
  }

  /** Users with a socket among the members of a room. */
  onlineIn(room: Id): Set<Id> {
    const seats = this.#channels.get(roomConversation(room))?.seats ?? []
    return new Set(seats.map(({ connection }) => connection.user))
  }

  /** Who has entered a chat room. */
  occupants(group: Id): Occupants {
    const occupants = { users: new Set<Id>(), visitors: new Set<string>() }
    for (const { connection } of this.#channels.get(groupConversation(group))?.seats ?? []) {
      const { who } = connection.parts.person
      occupants[who.kind === 'user' ? 'users' : 'visitors'].add(who.id)
    }
    return occupants
  }

  /** The connection's seat in a conversation, made where it has none. */
  seat(connection: Connection, conversation: ConversationId): Seat {
    const known = connection.seats.get(conversation)
    if (known) return known
    const channel = this.#channels.get(conversation) ?? { conversation, seats: [], last: 0 }
    this.#channels.set(conversation, channel)
    this.onMoved(connection)
    const seat: Seat = { connection, channel, index: channel.seats.length, from: 0, stored: 0 }
    channel.seats.push(seat)
    connection.seats.set(conversation, seat)
    return seat
  }

  /** The first countable message is written to it. */
  hears(seat: Seat, ordinal: number): void {
    seat.from = ordinal
    this.onMoved(seat.connection)
  }

  unseat(connection: Connection, conversation: ConversationId): void {
    const seat = connection.seats.get(conversation)
    if (!seat) return
    this.onMoved(connection)
    connection.seats.delete(conversation)
    const { seats } = seat.channel
    const last = seats.pop()
    if (last && last !== seat) {
      seats[seat.index] = last
      last.index = seat.index
    }
    if (seats.length === 0) this.#channels.delete(conversation)
  }

  /** Nobody is in this conversation any more. */
  empty(conversation: ConversationId): void {
    for (const { connection } of [...(this.#channels.get(conversation)?.seats ?? [])])
      this.unseat(connection, conversation)
  }

  joined(room: Id, user: Id): void {
    const guest = this.#guests.get(user)
    if (!guest) return
    if (!guest.rooms) guest.meanwhile.push([room, true])
    guest.rooms?.add(room)
    for (const connection of guest.connections) this.seat(connection, roomConversation(room))
  }

  left(room: Id, user: Id): void {
    const guest = this.#guests.get(user)
    if (!guest) return
    if (!guest.rooms) guest.meanwhile.push([room, false])
    guest.rooms?.delete(room)
    for (const connection of guest.connections) this.unseat(connection, roomConversation(room))
  }

  /** Nobody is in this room any more. */
  dissolved(room: Id): void {
    for (const guest of [...this.#guests.values()]) if (!guest.rooms || guest.rooms.has(room)) this.left(room, guest.id)
  }
}
