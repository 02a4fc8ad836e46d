import { describe, expect, test } from 'vitest'
import * as Friendship from '../../src/domain/friendship.js'
import * as Room from '../../src/domain/room.js'
import { START, given, happened } from '../support/specification.js'

const [alice, bob] = ['10', '20']
const asked = (request = '500', remark = 'B') =>
  happened('FriendRequested', { request, applicant: alice, target: bob, reason: 'hi', remark })
const askedBack = happened('FriendRequested', {
  request: '501',
  applicant: bob,
  target: alice,
  reason: '',
  remark: 'A',
})
const accepted = happened('FriendAccepted', { request: '500', applicant: alice, target: bob, remark: 'B' })
const refused = happened('FriendRefused', { request: '500', applicant: alice, target: bob })
const removed = happened('FriendRemoved', { by: bob, other: alice })
const ask = { request: '999', applicant: alice, target: bob, reason: 'hi', remark: 'B' }
const friends = () => given(Friendship, asked(), accepted)

describe('a request', () => {
  const whoAsks = Friendship.request(ask)

  test('is made under a new id', () => given(Friendship).when(whoAsks).then(asked('999')))
  test('made again keeps its id, while it waits', () => given(Friendship, asked()).when(whoAsks).then(asked()))
  test('made again keeps its id, after a refusal', () =>
    given(Friendship, asked(), refused).when(whoAsks).then(asked()))
  test('is open again to those who were friends', () =>
    given(Friendship, asked(), accepted, removed).when(whoAsks).then(asked()))
  test('of friends is refused', () => friends().when(whoAsks).refused('already-friends'))
  test('while the other one waits stands beside it', () =>
    given(Friendship, askedBack).when(whoAsks).then(asked('999')))
})

describe('a request from a room', () => {
  const created = happened('RoomCreated', {
    room: '7',
    markId: '1',
    name: 'r',
    avatar: '',
    owner: alice,
    members: [bob],
  })
  const fromRoom = (...events: Parameters<typeof given<Room.Room, Room.RoomEvent>>[1][]) =>
    Friendship.request({ ...ask, room: given(Room, ...events).state })

  test('names the room', () =>
    given(Friendship)
      .when(fromRoom(created))
      .then(happened('FriendRequested', { ...ask, room: '7' })))
  test('that is unknown', () => given(Friendship).when(fromRoom()).refused('no-such-room'))
  test('that is dissolved', () =>
    given(Friendship)
      .when(fromRoom(created, happened('RoomDissolved', { room: '7', by: alice, members: [alice] })))
      .refused('no-such-room'))
  test('that forbids it, which counts before membership', () =>
    given(Friendship)
      .when(
        fromRoom(
          created,
          happened('PermissionsSet', { room: '7', by: alice, canAddFriend: 2 }),
          happened('MemberLeft', { room: '7', user: bob }),
        ),
      )
      .refused('adding-friends-forbidden'))
  test.each([alice, bob])('that %s is not in', (user) =>
    given(Friendship)
      .when(fromRoom(created, happened('MemberLeft', { room: '7', user })))
      .refused('not-a-member'),
  )
  test('of friends: friendship counts before the room', () => friends().when(fromRoom()).refused('already-friends'))
})

describe('an answer', () => {
  const accept = Friendship.accept(alice, bob, () => true)
  const refuse = Friendship.refuse(alice, bob)

  test('accepts with the remark of the request', () => given(Friendship, asked()).when(accept).then(accepted))
  test('accepts with the room of the request', () =>
    given(Friendship, happened('FriendRequested', { ...ask, room: '7' }))
      .when(accept)
      .then(happened('FriendAccepted', { request: '999', applicant: alice, target: bob, remark: 'B', room: '7' })))
  test('leaves out a room that was dissolved meanwhile', () =>
    given(Friendship, happened('FriendRequested', { ...ask, room: '7' }))
      .when(Friendship.accept(alice, bob, (room) => room !== '7'))
      .then(happened('FriendAccepted', { request: '999', applicant: alice, target: bob, remark: 'B' })))
  test('refuses', () => given(Friendship, asked()).when(refuse).then(refused))
  test.each([
    ['acceptance', accept],
    ['refusal', refuse],
  ])('needs a request: %s', (_, answer) => given(Friendship, askedBack).when(answer).refused('no-such-request'))
  test.each([
    ['acceptance', accept],
    ['refusal', refuse],
  ])('comes once: %s', (_, answer) => {
    given(Friendship, asked(), refused).when(answer).refused('request-already-answered')
    friends().when(answer).refused('request-already-answered')
  })
  test('is possible again when the request was made again', () =>
    given(Friendship, asked(), refused, asked()).when(accept).then(accepted))
})

describe('two requests crosswise', () => {
  const both = given(Friendship, asked(), askedBack)
  const crosswise = happened('FriendAccepted', { ...accepted.data, crosswise: '501' })
  const closed = () => given(Friendship, asked(), askedBack, crosswise)

  test('are both accepted with the first', () => {
    both.when(Friendship.accept(alice, bob, () => true)).then(crosswise)
    expect([...closed().state.requests.values()].map(({ status }) => status)).toEqual([3, 3])
  })
  test('accepting the second: already friends', () =>
    closed()
      .when(Friendship.accept(bob, alice, () => true))
      .refused('already-friends'))
  test('refusing the second: answered', () =>
    closed().when(Friendship.refuse(bob, alice)).refused('request-already-answered'))
  test('accepting the second after a removal: answered', () =>
    given(Friendship, asked(), askedBack, crosswise, removed)
      .when(Friendship.accept(bob, alice, () => true))
      .refused('request-already-answered'))
})

describe('a friendship', () => {
  test('is removed for both', () => friends().when(Friendship.remove(bob, alice)).then(removed))
  test('is removed once', () =>
    given(Friendship, asked(), accepted, removed).when(Friendship.remove(alice, bob)).refused('not-friends'))
  test('lets both write to each other', () => {
    const { state } = friends()
    expect(() => Friendship.checkFriends(state, alice, bob)).not.toThrow()
    expect(() => Friendship.checkFriends(state, bob, alice)).not.toThrow()
  })
  test('is what writing needs', () => {
    const { state } = given(Friendship, asked(), accepted, removed)
    expect(() => Friendship.checkFriends(state, alice, bob)).toThrow('not-friends')
    expect(() => Friendship.checkFriends(state, alice, alice)).toThrow('is-oneself')
  })
  test('is dated from its last change', () => {
    expect(friends().state.changedAt).toBe(START + 1)
    expect(given(Friendship, asked(), accepted, removed).state.changedAt).toBe(START + 2)
  })
})

describe('what one sets for a friend', () => {
  const remark = Friendship.setRemark(bob, alice, 'Al')
  const remarked = happened('FriendRemarkSet', { by: bob, other: alice, remark: 'Al' })
  const onTop = Friendship.setSwitches(bob, alice, { onTop: 1 })
  const switched = happened('FriendSwitchesSet', { by: bob, other: alice, onTop: 1 })

  test('is his remark', () => friends().when(remark).then(remarked))
  test('is his remark, once', () => given(Friendship, asked(), accepted, remarked).when(remark).then())
  test('is his switches', () => friends().when(onTop).then(switched))
  test('is his switches, once', () => given(Friendship, asked(), accepted, switched).when(onTop).then())
  test('needs a friend', () => {
    given(Friendship, asked()).when(remark).refused('not-friends')
    given(Friendship, asked()).when(onTop).refused('not-friends')
  })
  test('is his own: the other side stays as it is', () => {
    const { sides } = given(Friendship, asked(), accepted, remarked, switched).state
    expect(sides.get(bob)).toEqual({ remark: 'Al', noDisturbing: 2, onTop: 1 })
    expect(sides.get(alice)).toEqual({ remark: 'B', noDisturbing: 2, onTop: 2 })
  })
  test('begins anew with a new friendship, but for the remark of who accepts', () => {
    const again = [asked('500', 'new'), happened('FriendAccepted', { ...accepted.data, remark: 'new' })]
    const { sides } = given(Friendship, asked(), accepted, remarked, switched, removed, ...again).state
    expect(sides.get(bob)).toEqual({ remark: 'Al', noDisturbing: 2, onTop: 2 })
    expect(sides.get(alice)).toEqual({ remark: 'new', noDisturbing: 2, onTop: 2 })
  })
})
