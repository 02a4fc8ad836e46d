import type { Notice } from '../domain/conversation.js'
import type { Id } from '../domain/ids.js'

/** Names as one conversation shows them: in a room the nickname there, else the user's name. */
export type NameOf = (user: Id) => string

const NAMED_IN_TEXT = 6
const NAMED_AT_MOST = 7

type Rendered = Readonly<Record<string, unknown>> & { readonly content: string }
type Renderers = { readonly [T in Notice['type']]: (notice: Extract<Notice, { type: T }>, nameOf: NameOf) => Rendered }

const aboutTarget =
  (text: (target: string) => string) =>
  ({ operator, target }: { readonly operator: Id; readonly target: Id }, nameOf: NameOf): Rendered => {
    const targetName = nameOf(target)
    return { content: text(targetName), operator, target, targetName }
  }
const aboutOperator =
  (text: (operator: string) => string) =>
  ({ operator }: { readonly operator: Id }, nameOf: NameOf): Rendered => {
    const name = nameOf(operator)
    return { content: text(name), operator, name }
  }
const aboutPair =
  (content: string) =>
  ({ operator, target }: { readonly operator: Id; readonly target: Id }): Rendered => ({ content, operator, target })

const recalled = ({ operator, sender, level, logId }: Extract<Notice, { type: 1 }>, nameOf: NameOf): Rendered => {
  const name = nameOf(operator)
  const role = level === 3 ? '群主' : '管理员'
  const content = operator === sender ? `${name}撤回了一条消息` : `${role}撤回了一条成员消息`
  return { content, logId, operator, name, level }
}
const invited = ({ operator, users }: Extract<Notice, { type: 17 }>, nameOf: NameOf): Rendered => {
  const name = nameOf(operator)
  const names = users.slice(0, NAMED_AT_MOST).map(nameOf)
  const listed = names.slice(0, NAMED_IN_TEXT).join('、')
  const more = users.length > NAMED_IN_TEXT ? ` 等${users.length}人` : ''
  return { content: ` ${name} 邀请 ${listed}${more} 进入群聊`, operator, name, users, names }
}

const renderers: Renderers = {
  1: recalled,
  2: aboutOperator((name) => `${name}创建了群聊`),
  3: aboutOperator((name) => `${name}退出群聊`),
  4: aboutTarget((target) => `${target}被移出群聊`),
  5: aboutOperator((name) => `${name}加入群聊`),
  6: ({ operator }) => ({ content: '该群已经被解散', operator }),
  7: ({ operator, target }, nameOf) => {
    const [name, targetName] = [nameOf(operator), nameOf(target)]
    return { content: `${name} 添加 ${targetName} 为好友`, operator, name, target, targetName }
  },
  8: aboutPair('对方已经和你解除好友关系'),
  9: aboutTarget((target) => `${target}成为新的群主`),
  10: aboutTarget((target) => `${target}已被群主设为管理员`),
  12: ({ operator, owner, packet }, nameOf) => {
    const [name, ownerName] = [nameOf(operator), nameOf(owner)]
    return { content: `${name} 领取了${ownerName} 的红包`, operator, name, owner, ownerName, packetId: packet }
  },
  13: aboutPair('你们已经成为好友了'),
  17: invited,
}

/** The `msg` of a notice: `type`, `content` and the fields of its type (`behaviour.md 4.5`). */
export const noticeMsg = (notice: Notice, nameOf: NameOf): Rendered & { readonly type: number } => {
  const render = renderers[notice.type] as (notice: Notice, nameOf: NameOf) => Rendered
  return { type: notice.type, ...render(notice, nameOf) }
}

/** Whose names its text shows. */
export const namedIn = (notice: Notice): readonly Id[] => {
  const named: Id[] = [notice.operator]
  if ('target' in notice) named.push(notice.target)
  if ('owner' in notice) named.push(notice.owner)
  if ('users' in notice) named.push(...notice.users.slice(0, NAMED_AT_MOST))
  return named
}
