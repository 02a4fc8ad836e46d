import { NOTICE } from '../../src/domain/conversation.js'
import type { Stored } from './history.js'
import type { Count } from './ledger.js'
import type { World } from './world.js'

/**
 * Unread counts against the log (`product.md 3`): what was fetched or said is read for ever; for who has no device, all else is unread.
 * Messages under way at the time of the count may be in it or not.
 */
export const checkCounts = ({ ledger, findings }: World, stored: readonly Stored[]): void => {
  const countable = stored.filter(({ kind }) => kind !== NOTICE)
  const byConversation = groupBy(countable)
  const saidBy = new Map(ledger.said.map((said) => [`${said.sender}/${said.conversation}/${said.msgId}`, said]))
  const timesOf = ({ sender, conversation, msgId }: Stored) => {
    const said = saidBy.get(`${sender}/${conversation}/${msgId}`)
    return { sentAt: said?.sentAt ?? 0, ackedAt: said?.ackedAt ?? Infinity }
  }
  const bounds = ({ floor, ceiling, conversation, askedAt, answeredAt }: Count): readonly [number, number] => {
    const those = byConversation.get(conversation) ?? []
    const isSaid = (message: Stored) => timesOf(message).sentAt <= answeredAt
    const isKnown = (message: Stored) => timesOf(message).ackedAt < askedAt
    const most = those.filter((message) => Number(message.logId) > Number(floor) && isSaid(message)).length
    if (ceiling === undefined) return [0, most]
    return [those.filter((message) => Number(message.logId) > Number(ceiling) && isKnown(message)).length, most]
  }
  for (const count of ledger.counts) {
    const [least, most] = bounds(count)
    if (count.number >= least && count.number <= most) continue
    const kind = count.number < least ? 'lost' : 'doubled'
    findings.note(kind, `${count.person} had ${count.number} unread in ${count.conversation}, not ${least} to ${most}`)
  }
}

const groupBy = (all: readonly Stored[]): Map<string, Stored[]> => {
  const groups = new Map<string, Stored[]>()
  for (const message of all) {
    const group = groups.get(message.conversation)
    if (group) group.push(message)
    else groups.set(message.conversation, [message])
  }
  return groups
}
