import { setTimeout as pause } from 'node:timers/promises'
import { eachOf } from '../client/api.js'
import { insist } from '../client/persistent.js'
import type { Account, Stage } from './play.js'
import type { Script } from './script.js'
import type { Person } from './world.js'

export interface Checks {
  readonly history: boolean
  readonly order: boolean
  readonly unread: boolean
  readonly members: boolean
  readonly deliveries: boolean
}

interface LogItem {
  readonly logId: string
  readonly msgType: number
  readonly msg: { readonly content: string }
}

const PAGE = 100

/** The whole log without notices, oldest first. */
const readLog = async ({ world, roomId }: Stage, { token }: Person): Promise<readonly LogItem[]> => {
  const all: LogItem[] = []
  for (let startId = ''; startId !== '-1';) {
    const body = { id: roomId, number: PAGE, ...(startId === '' ? {} : { startId }) }
    const page = (await insist(world.url, '/room/chatLog', { body, token })) as { logs: LogItem[]; nextLog: string }
    all.push(...page.logs.filter(({ msgType }) => msgType !== 6))
    startId = page.nextLog
  }
  return all.reverse()
}

const readMembers = async ({ world, roomId }: Stage, { token }: Person): Promise<ReadonlySet<string>> => {
  const all = new Set<string>()
  for (let page = 1; ; page++) {
    const body = { roomId, page, number: PAGE }
    const { userList } = (await insist(world.url, '/room/userList', { body, token })) as { userList: { id: string }[] }
    for (const { id } of userList) all.add(id)
    if (userList.length < PAGE) return all
  }
}

const unreadOf = async ({ world, roomId }: Stage, { token }: Person): Promise<number> => {
  const { infos } = (await insist(world.url, '/room/unread', { token })) as { infos: { id: string; number: number }[] }
  return infos.find(({ id }) => id === roomId)?.number ?? 0
}

/** What is on its way, also to sockets that are being opened again, may take so long. */
const PATIENCE_MS = 60_000
const LOOK_EVERY_MS = 50

/** Whether everybody with a socket has got each message since he joined; `tell` is told who has not. */
const allDelivered = async (stage: Stage, script: Script, account: Account, tell: Tell): Promise<boolean> => {
  const online = [...script.members].filter(stage.isOnline)
  const wanted = (who: number): number => account.said.length - (account.joined.get(who) ?? 0)
  for (const end = performance.now() + PATIENCE_MS; ; await pause(LOOK_EVERY_MS)) {
    const { received } = await stage.crowd.count()
    const wrong = online.filter((who) => received.get(who) !== wanted(who))
    if (wrong.length > 0 && performance.now() < end) continue
    for (const who of wrong.slice(0, 5))
      tell(`${script.names[who]} got ${received.get(who)} messages, not ${wanted(who)}`)
    return wrong.length === 0
  }
}

const same = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((each, index) => each === other[index])

type Tell = (sentence: string) => void

/** Holds the server's lists against the replay's own account; `tell` gets a sentence for what is wrong. */
export const check = async (
  stage: Stage,
  { script, account, host }: { script: Script; account: Account; host: Person },
  tell: Tell,
): Promise<{ checks: Checks; unreadChecked: number }> => {
  const deliveries = await allDelivered(stage, script, account, tell)
  const offline = [...script.members].filter((who) => !stage.isOnline(who))
  let wrong = 0
  await eachOf(offline, 8, async (who) => {
    const wanted = account.said.length - (account.read.get(who) ?? 0)
    const found = await unreadOf(stage, stage.people[who] as Person)
    if (found === wanted) return
    wrong += 1
    if (wrong <= 5) tell(`${script.names[who]} has ${found} unread messages, not ${wanted}`)
  })

  const log = await readLog(stage, host)
  const said = new Map(account.said.map(({ logId, text }) => [logId, text]))
  const unique = new Set(log.map(({ logId }) => logId)).size === log.length
  const history = unique && log.length === said.size && log.every(({ logId, msg }) => said.get(logId) === msg.content)
  const order = same(
    log.map(({ logId }) => logId),
    account.said.map(({ logId }) => logId),
  )
  if (!history) tell(`the log has ${log.length} messages, ${said.size} were acknowledged, or their texts differ`)

  const members = await readMembers(stage, host)
  const wanted = [...script.members].map((who) => stage.people[who]?.id ?? '')
  const listed = wanted.every((id) => members.has(id)) && members.size === wanted.length + 1
  if (!listed) tell(`the room has ${members.size} members, not ${wanted.length + 1}`)
  return { checks: { history, order, unread: wrong === 0, members: listed, deliveries }, unreadChecked: offline.length }
}
