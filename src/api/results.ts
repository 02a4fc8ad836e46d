import type { Reason } from '../domain/decision.js'
import { Rejection } from '../domain/decision.js'
import { StoreUnavailable } from '../stores/event-store.js'

/** What a reason is on the wire. */
export interface Result {
  readonly code: number
  /** The Chinese text of the code (`wire-api.zh.md`, `behaviour.md 2.0`). */
  readonly text: string
  /** For developers of clients. */
  readonly meaning: string
  /** Whether the same request may succeed later without a change. */
  readonly retry: boolean
}

const result = (code: number, text: string, meaning: string, retry = false): Result => ({ code, text, meaning, retry })

export const results: Readonly<Record<Reason, Result>> = {
  unavailable: result(
    -1000,
    '数据库连接失败',
    'A store cannot be reached, or is behind; nothing false was shown.',
    true,
  ),
  'bad-parameter': result(-1001, '参数错误', 'A field is of the wrong type, out of range or too long.'),
  'missing-parameter': result(-1002, '缺少参数', 'A required field or header is absent.'),
  'bad-session': result(-1003, 'Session错误', 'The signature of the session cookie is wrong.'),
  'signed-out': result(-1004, '登录过期', 'There is no live session.'),
  malformed: result(-1005, '消息格式错误', 'The frame is not a valid one.'),
  'unknown-device': result(-1006, '未知的设备类型', 'FZM-DEVICE is none of Android, iOS, Web and PC.'),
  'taken-over': result(-1007, '账号已经在其他终端登录', 'A newer sign-in took the place of this session.'),
  'too-fast': result(-1012, '发送频率过快，请稍后再试', 'Too many requests; wait a little.', true),
  'unknown-user': result(-2001, '用户不存在', 'There is no such user.'),
  'bad-token': result(-2004, '找币token登录失败', 'The token belongs to no live session.'),
  'may-not-announce': result(-2006, '用户没有发系统消息权限', 'Announcements are not for this user.'),
  muted: result(-2007, '用户被禁言', 'The user is muted.'),
  'visitor-may-not-speak': result(-2008, '游客没有发消息权限', 'Visitors may read, not write.'),
  'bad-credentials': result(-2013, '找币交互失败', 'The number or the password is wrong.'),
  'already-friends': result(-2017, '已经是好友关系', 'The two are friends already.'),
  'not-friends': result(-2018, '对方不是您的好友', 'The two are no friends.'),
  'request-already-answered': result(-2019, '好友请求已经被处理', 'The friend request has been answered.'),
  'no-such-request': result(-2020, '好友请求不存在', 'There is no such request or application.'),
  'is-oneself': result(-2021, '不能对自己进行操作', 'This cannot be done to oneself.'),
  'may-not-delete': result(-2023, '删除消息失败', 'This message cannot be removed by this user.'),
  'too-old-to-recall': result(-2024, '消息发出已超过10分钟', 'The message is older than 10 minutes.'),
  'no-such-room-message': result(-2025, '找不到该聊天记录', 'There is no such message in a room.'),
  'not-allowed': result(-3000, '权限不足', 'The role in the room is too low.'),
  'not-staff': result(-3002, '没有客服权限', 'Only customer service and administrators may do this.'),
  'no-such-friend-message': result(-3005, '找不到该聊天记录', 'There is no such message between friends.'),
  'packet-failed': result(-4000, '红包内部错误', 'The wallet or the red packet cannot be served now.', true),
  'packet-empty': result(-4001, '红包已被领完', 'Nothing is left in the red packet.'),
  'already-registered': result(-4003, '用户已注册', 'The number belongs to a user already.'),
  'newcomers-only': result(-4004, '仅限新人领取', 'The red packet is for newcomers.'),
  'wrong-mark': result(-4005, '红包标识不匹配', 'The mark is wrong, used or lapsed.'),
  'no-such-packet': result(-4006, '非法的红包ID', 'There is no such red packet.'),
  'wrong-code': result(-4007, '验证码不正确', 'The code is wrong.'),
  'code-expired': result(-4008, '验证码已经过期或者已使用', 'The code has expired or was used.'),
  'share-already-taken': result(-4009, '红包已领取', 'The user has had a share of this red packet.'),
  'packet-not-for-you': result(-4011, '无法领取该红包', 'The red packet is for others.'),
  'application-already-answered': result(-4012, '申请已经被处理', 'The application has been answered.'),
  'packet-expired': result(-4013, '红包已过期', 'The red packet has expired.'),
  'no-such-group': result(-5000, '聊天室不存在', 'There is no such chat room, or it is closed.'),
  'not-in-group': result(-5001, '用户未进入此聊天室', 'The chat room has not been entered.'),
  'already-a-member': result(-6100, '已经是群成员', 'The user is a member already.'),
  'no-such-room': result(-6101, '群不存在', 'There is no such room, or it was dissolved.'),
  'may-not-invite': result(-6102, '不可邀请入群', 'Inviting into this room is not allowed.'),
  'joining-forbidden': result(-6103, '不可加入该群', 'Nobody may join this room.'),
  'owner-may-not-leave': result(-6104, '群主不可退出群', 'The owner must transfer or dissolve the room first.'),
  'not-a-member': result(-6105, '用户不在群中', 'The user is not in the room.'),
  'adding-friends-forbidden': result(-6106, '该群不允许添加好友', 'The room forbids adding friends.'),
  'room-full': result(-6108, '群人数已经达到上限', 'The room has as many members as it may have.'),
  'sms-failed': result(-8000, '获取手机验证码失败', 'The message with the code could not be sent.', true),
  internal: result(-9000, '服务端内部错误', 'A bug in the server; it was logged under the X-Request-Id of the reply.'),
  network: result(-9001, '网络错误，请重试', 'The way to another service failed; try again.', true),
}

/** The envelope of every REST reply. */
export interface Envelope {
  readonly result: number
  readonly message: string
  readonly data: object
}

export const success = (data: object = {}): Envelope => ({ result: 0, message: '操作成功', data })

/** @param detail for the developer of a client; never shows internals */
export const failure = (reason: Reason, detail?: string): Envelope => {
  const { code, text } = results[reason]
  return { result: code, message: detail === undefined ? text : `${text}: ${detail}`, data: {} }
}

/** What is thrown to refuse, and a store that is away; undefined for a bug. */
export const refusalOf = (error: unknown): Rejection | undefined => {
  if (error instanceof StoreUnavailable) return new Rejection('unavailable')
  return error instanceof Rejection ? error : undefined
}
