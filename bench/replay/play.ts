import { Refused } from '../client/api.js'
import { insist } from '../client/persistent.js'
import type { Crowd } from './crowd.js'
import type { Script, Step } from './script.js'
import type { Person, World } from './world.js'
import { limited, tooSmall } from './world.js'

/** The replay's own account of what it did, to hold against the server's. */
export interface Account {
  /** Acknowledged messages in the order of the log. */
  readonly said: { readonly logId: string; readonly text: string }[]
  /** By person: how many messages had been said when he last read, by joining or by speaking. */
  readonly read: Map<number, number>
  /** By person: how many messages had been said when he joined last. */
  readonly joined: Map<number, number>
}

export interface Stage {
  readonly world: World
  readonly crowd: Crowd
  readonly people: readonly Person[]
  readonly roomId: string
  /** Whether this person holds a socket while he is a member. */
  readonly isOnline: (who: number) => boolean
}

type Saying = Extract<Step, { does: 'say' }>

/** Neighbouring messages of one person go out together. */
const AT_ONCE = 20

const say = async ({ crowd, people, roomId }: Stage, steps: readonly Saying[], account: Account): Promise<void> => {
  const [{ who } = { who: 0 }] = steps
  const from = account.said.length
  const texts = new Map(steps.map(({ text }, index) => [`replay-${from + index}`, text]))
  const messages = [...texts].map(([msgId, text]) => ({ msgId, text }))
  const sent = await crowd.say({ who, token: people[who]?.token ?? '', roomId, messages })
  for (const { msgId, logId, code } of sent) {
    if (code === -1012) throw limited()
    if (logId === undefined) throw new Error(`message ${msgId} was refused with ${code}`)
    account.said.push({ logId, text: texts.get(msgId) ?? '' })
  }
  account.read.set(who, account.said.length)
}

const join = async (stage: Stage, script: Script, who: number): Promise<void> => {
  const { world, people, roomId, crowd } = stage
  const token = people[who]?.token ?? ''
  try {
    await insist(world.url, '/room/joinRoomApply', { body: { roomId }, token })
  } catch (error) {
    throw error instanceof Refused && error.code === -6108 ? tooSmall(script.members.size + 1) : error
  }
  if (stage.isOnline(who)) await crowd.open(who, token)
}

const leave = async ({ world, people, roomId, crowd, isOnline }: Stage, who: number): Promise<void> => {
  await insist(world.url, '/room/loginOut', { body: { roomId }, token: people[who]?.token })
  if (isOnline(who)) await crowd.close(who)
}

/** Everything but saying. */
const act = async (stage: Stage, script: Script, step: Step, account: Account): Promise<void> => {
  if (step.does === 'leave') await leave(stage, step.who)
  else if (step.does === 'rename') await rename(stage, step)
  else {
    await join(stage, script, step.who)
    account.read.set(step.who, account.said.length)
    account.joined.set(step.who, account.said.length)
  }
}

const rename = async ({ world, people }: Stage, step: Step): Promise<void> => {
  if (step.does !== 'rename') return
  await insist(world.url, '/user/editNickname', { body: { nickname: step.name }, token: people[step.who]?.token })
}

/** Plays everything in order: the next step when the one before is answered. `done` is told how many steps are over. */
export const play = async (stage: Stage, script: Script, done: (steps: number) => void): Promise<Account> => {
  const account: Account = { said: [], read: new Map(), joined: new Map() }
  const { steps } = script
  const said = (at: number): readonly Saying[] => {
    const first = steps[at]
    const run: Saying[] = []
    for (
      let next = first;
      run.length < AT_ONCE && next?.does === 'say' && next.who === first?.who;
      next = steps[at + run.length]
    )
      run.push(next)
    return run
  }
  for (let at = 0; at < steps.length;) {
    const run = said(at)
    if (run.length > 0) await say(stage, run, account)
    else await act(stage, script, steps[at] as Step, account)
    at += Math.max(1, run.length)
    done(at)
  }
  return account
}
