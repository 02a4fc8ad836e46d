import { expect, test } from 'vitest'
import { friendLogItem, logItem, messageFrame, namesIn } from '../../src/api/message-wire.js'
import { noticeMsg } from '../../src/api/notice-wire.js'
import type { Message, Notice } from '../../src/domain/conversation.js'

const names = {
  profiles: new Map([
    ['1', { name: 'Ann', avatar: 'ann.png' }],
    ['2', { name: 'Bob', avatar: '' }],
  ]),
  nicknames: new Map([['9/2', 'Bobby']]),
}
const text: Message = {
  conversation: 'room_9',
  logId: '100',
  msgId: 'm',
  ordinal: 1,
  sender: '1',
  kind: 1,
  content: { content: 'hi', more: [1] },
}

test('a message as everybody gets it', () => {
  expect(messageFrame(text, 1000, names)).toEqual({
    eventType: 0,
    msgId: 'm',
    channelType: 2,
    fromId: '1',
    targetId: '9',
    msgType: 1,
    msg: { content: 'hi', more: [1] },
    datetime: 1000,
    logId: '100',
    senderInfo: { nickname: 'Ann', avatar: 'ann.png' },
  })
  expect(messageFrame({ ...text, isSnap: 1, ext: { a: 1 } }, 1, names)).toMatchObject({ isSnap: 1, ext: { a: 1 } })
})

test('between friends the target is the one who did not speak', () => {
  const between = { ...text, conversation: 'friend_1_2' }
  expect(messageFrame(between, 1, names)).toMatchObject({ channelType: 3, fromId: '1', targetId: '2' })
  expect(messageFrame({ ...between, sender: '2' }, 1, names)).toMatchObject({ fromId: '2', targetId: '1' })
})

test('an item of a log has no eventType; between friends it has the remark of the other one', () => {
  const said = { ...text, conversation: 'friend_1_2', at: 5 }
  expect(logItem(said, names)).not.toHaveProperty('eventType')
  expect(friendLogItem(said, names, { id: '2', remark: 'dear' })).toMatchObject({
    datetime: 5,
    remark: 'dear',
    senderInfo: { name: 'Ann', nickname: 'Ann', avatar: 'ann.png', remark: 'dear' },
  })
  expect(friendLogItem(said, names, { id: '1', remark: 'dear' })).toMatchObject({
    remark: '',
    senderInfo: { remark: '' },
  })
})

test('a notice names people as its room does', () => {
  const notice: Notice = { type: 4, operator: '1', target: '2' }
  const message: Message = { ...text, kind: 6, content: {}, notice }
  expect(messageFrame(message, 1, names)).toMatchObject({
    msgType: 6,
    msg: { type: 4, content: 'Bobby被移出群聊', operator: '1', target: '2', targetName: 'Bobby' },
    senderInfo: { nickname: 'Ann' },
  })
  expect(namesIn([message])).toEqual({ users: new Set(['1', '2']), nicknames: new Set(['9/1', '9/2']) })
})

const letters = 'ABCDEFGHIJ'
const nameOf = (user: string): string => letters[Number(user)] ?? ''
const texts: readonly (readonly [Notice, string])[] = [
  [{ type: 1, operator: '0', sender: '0', logId: '7', level: 1 }, 'A撤回了一条消息'],
  [{ type: 1, operator: '0', sender: '1', logId: '7', level: 2 }, '管理员撤回了一条成员消息'],
  [{ type: 1, operator: '0', sender: '1', logId: '7', level: 3 }, '群主撤回了一条成员消息'],
  [{ type: 2, operator: '0' }, 'A创建了群聊'],
  [{ type: 3, operator: '0' }, 'A退出群聊'],
  [{ type: 5, operator: '0' }, 'A加入群聊'],
  [{ type: 6, operator: '0' }, '该群已经被解散'],
  [{ type: 7, operator: '0', target: '1' }, 'A 添加 B 为好友'],
  [{ type: 8, operator: '0', target: '1' }, '对方已经和你解除好友关系'],
  [{ type: 9, operator: '0', target: '1' }, 'B成为新的群主'],
  [{ type: 10, operator: '0', target: '1' }, 'B已被群主设为管理员'],
  [{ type: 12, operator: '0', owner: '1', packet: 'p' }, 'A 领取了B 的红包'],
  [{ type: 13, operator: '0', target: '1' }, '你们已经成为好友了'],
  [{ type: 17, operator: '0', users: ['1', '2', '3', '4', '5', '6'] }, ' A 邀请 B、C、D、E、F、G 进入群聊'],
  [
    { type: 17, operator: '0', users: ['1', '2', '3', '4', '5', '6', '7', '8'] },
    ' A 邀请 B、C、D、E、F、G 等8人 进入群聊',
  ],
]
test.each(texts)('the text of notice %j', (notice, content) => {
  expect(noticeMsg(notice, nameOf)).toMatchObject({ type: notice.type, content, operator: '0' })
})
