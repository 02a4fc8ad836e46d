/** What a field takes, as `product.md 6` and `behaviour.md 2` have it; written down apart from the schemas that it checks. */
export interface Field {
  readonly good: unknown
  /** Wrong in type, range or length: -1001. */
  readonly wrong: readonly unknown[]
  /** A body without it is read. */
  readonly optional?: true
  /** "" is a value. */
  readonly empty?: true
  /** "" is text that is missing; elsewhere it is either missing or of the wrong type. */
  readonly isText?: true
}

const UNKNOWN = '999999999999'
const noScalars = [[], {}, true, false, ['1'], { id: '1' }]
const noTexts = [...noScalars, 1, 0, 1.5]
const noIds = [...noScalars, 'x', '-5', -5, 1.5, '1.5', '1e3', 1e300, ' ', ' 1', '１２', '9'.repeat(17), `0x1F`]

const id: Field = { good: UNKNOWN, wrong: noIds, isText: true }
const startId: Field = { good: '-1', wrong: [...noIds.filter((value) => value !== '-1'), '-2'], optional: true }
const ids: Field = {
  good: [UNKNOWN],
  wrong: [UNKNOWN, 1, {}, true, [[]], [{}], [null], [''], ['x'], [true], Array<string>(501).fill('1')],
}
const whole = (least: number, most: number): Field => ({
  good: least,
  wrong: [...noScalars, 'x', ' ', '1.5', least - 1, String(least - 1), most + 1, least + 0.5, 1e300, '1e0', '0x1'],
})
const text = (least: number, most: number): Field => ({
  good: 'x'.repeat(Math.max(1, least)),
  wrong: [...noTexts, '字'.repeat(most + 1), '👋'.repeat(most + 1), ...(least > 0 ? ['   ', '\n\t '] : [])],
  ...(least > 0 ? { isText: true } : { empty: true }),
})
const raw = (least: number, most: number): Field => ({
  good: 'x'.repeat(least),
  wrong: [...noTexts, '字'.repeat(most + 1), ...(least > 1 ? ['字'.repeat(least - 1)] : [])],
  isText: true,
})
const url: Field = {
  good: 'http://x.example/a.jpg',
  wrong: [...noTexts, 'x', 'ftp://x', 'http://', 'javascript:1', `http://x/${'a'.repeat(2048)}`, '//x'],
  isText: true,
}
const mobile: Field = {
  good: '13999999999',
  wrong: [...noScalars, '1399999999', '139999999999', '1399999999x', '+1399999999', ' 13999999999', -13999999999],
  isText: true,
}
const page: Field = { ...whole(1, 100_000), optional: true }
const number: Field = { good: 20, wrong: [...noScalars, 'x', 1.5, '1.5', ' ', 1e300], optional: true }
const optional = (field: Field): Field => ({ ...field, optional: true })

const time: Field = { good: 0, wrong: [...noScalars, 'x', ' ', -1, '-1', 1.5, 1e300] }
const someone: Field = { good: 'nobody', wrong: [...noScalars, '   ', 'x'.repeat(101)], isText: true }

const room = { roomId: id }
const group = { groupId: id }
const oneOrTwo = whole(1, 2)
const oneToThree = whole(1, 3)
const reason = optional(text(0, 255))
const message = { logId: id, type: oneOrTwo }
const log = { id, startId, number }

/** Every path and what it takes. */
export const fields: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  '/send/sms': { mobile },
  '/user/register': { mobile, captcha: raw(1, 20), password: raw(8, 72), nickname: optional(text(1, 20)) },
  '/user/pwdLogin': { mobile, password: { ...raw(1, 65_536), wrong: noTexts } },
  '/user/tokenLogin': {},
  '/user/logout': {},
  '/user/isreg': { mobile },
  '/user/userInfo': { id: optional(id) },
  '/user/editAvatar': { avatar: url },
  '/user/editNickname': { nickname: text(1, 20) },
  '/room/list': { type: oneToThree },
  '/room/unread': {},
  '/room/info': room,
  '/room/userList': { ...room, page, number },
  '/room/userInfo': { ...room, userId: id },
  '/room/searchMember': { ...room, query: text(1, 255) },
  '/room/getOnlineNumber': room,
  '/room/chatLog': log,
  '/room/create': {
    users: ids,
    roomName: { ...optional(text(1, 20)), empty: true },
    roomAvatar: { ...optional(url), empty: true },
  },
  '/room/delete': room,
  '/room/kickOut': { ...room, users: { ...ids, wrong: [...ids.wrong, []] } },
  '/room/loginOut': room,
  '/room/setPermission': { ...room, canAddFriend: optional(whole(0, 2)), joinPermission: optional(whole(0, 3)) },
  '/room/setLevel': { ...room, userId: id, level: oneToThree },
  '/room/setNoDisturbing': { ...room, setNoDisturbing: oneOrTwo },
  '/room/stickyOnTop': { ...room, stickyOnTop: oneOrTwo },
  '/room/setMemberNickname': { ...room, nickname: text(0, 20) },
  '/room/joinRoomInvite': { ...room, users: { ...ids, wrong: [...ids.wrong, []] } },
  '/room/joinRoomApply': { ...room, applyReason: reason },
  '/room/joinRoomApprove': { ...room, userId: id, agree: oneOrTwo },
  '/friend/list': { type: oneToThree, time: optional(time) },
  '/friend/requestList': {},
  '/friend/unread': {},
  '/friend/chatLog': log,
  '/friend/add': { id, remark: optional(text(0, 20)), reason, roomId: optional(id) },
  '/friend/response': { id, agree: oneOrTwo },
  '/friend/delete': { id },
  '/friend/setRemark': { id, remark: text(0, 20) },
  '/friend/setNoDisturbing': { id, setNoDisturbing: oneOrTwo },
  '/friend/stickyOnTop': { id, stickyOnTop: oneOrTwo },
  '/group/list': {
    groupStatus: oneToThree,
    groupName: optional(text(0, 45)),
    startTime: optional(time),
    endTime: optional(time),
  },
  '/group/info': group,
  '/group/userList': { ...group, queryUserName: optional(text(0, 100)), page, number },
  '/group/userInfo': { id: someone },
  '/group/getOnlineNumber': group,
  '/group/getGroupChatHistory': log,
  '/group/addGroup': { groupName: text(1, 45), avatar: { ...optional(url), empty: true } },
  '/group/editGroupName': { ...group, groupName: text(1, 45) },
  '/group/editAvatar': { ...group, avatar: url },
  '/group/setStatus': { ...group, type: whole(0, 3) },
  '/user/muted': { id, muted_time: time },
  '/group/report': { id, msgId: id },
  '/chat33/RevokeMessage': message,
  '/chat33/deleteMsg': message,
  '/chat33/applyList': { id: startId, number },
  '/chat33/search': { markId: { good: 'nobody', wrong: [...noScalars, 'x'.repeat(65), '  '], isText: true } },
  '/permission/permissionInfo': {},
}

/** Bodies that are no JSON object, as text or bytes. */
export const noBodies: readonly (string | Uint8Array<ArrayBuffer>)[] = [
  'x',
  '{',
  '{"id":1',
  "{'id':1}",
  '[]',
  '[{"id":"1"}]',
  'null',
  '1',
  'true',
  '"{}"',
  'id=1&number=2',
  '\u0000',
  new Uint8Array([0xff, 0xfe, 0x7b, 0x7d]),
  new Uint8Array([0x7b, 0x22, 0xc3, 0x22, 0x3a, 0x31, 0x7d]),
]

/** What must stand nowhere, as JSON of one more field. */
export const unclean: readonly string[] = [
  '"x":"\\u0000"',
  '"x":"a\\u0007b"',
  '"x":"\\u007f"',
  '"x":"\\u0085"',
  '"x":"\\ud800"',
  '"x":"\\udc00\\ud800"',
  '"x\\u0001":1',
  '"__proto__":{"id":"1"}',
  '"x":{"__proto__":1}',
  '"x":[{"__proto__":null}]',
  '"\\u005f_proto__":1',
  `"x":${'['.repeat(40)}${']'.repeat(40)}`,
]
