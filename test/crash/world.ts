import { SMS_CODE } from '../../bench/client/server.js'
import type { Call, Line, Reply } from './calls.js'
import { insist } from './calls.js'
import { Device } from './device.js'
import type { Ledger } from './ledger.js'
import type { Random } from '../support/random.js'

/** Somebody who is registered, and what must be true of him. */
export interface Person {
  readonly id: string
  readonly mobile: string
  /** Of his phone; it never changes. */
  readonly token: string
  readonly devices: Device[]
  nickname: string
  /** Tokens that are not live any more. */
  readonly past: string[]
}

export interface Room {
  readonly id: string
  readonly owner: Person
}

/** All clients, and what the server has acknowledged about who is where. */
export interface World extends Line {
  readonly ledger: Ledger
  readonly random: Random
  readonly since: number
  readonly people: Person[]
  /** Whose members never change. */
  readonly stable: Room[]
  readonly changing: Room[]
  /** `room/user` of who is in a changing room. */
  readonly members: Set<string>
  /** `one/other` of who asked whom, and of friends in both orders. */
  readonly requests: Set<string>
  readonly friends: Set<string>
  /** What is being changed just now: nobody else changes or reads it. */
  readonly locks: Set<string>
  /** Conversations that never change: who is in them. */
  readonly conversations: Map<string, readonly Person[]>
  /** `person/conversation` → logId that the cursor has reached for certain. */
  readonly floors: Map<string, string>
  readonly ceilings: Map<string, string>
  numbers: number
}

const PASSWORD = 'correct horse'
const TAKEN = -4003

interface Signed {
  readonly id: string
  readonly token: string
}

/** Registers somebody, or finds that it was done before the server went down. */
export const register = async (world: World, nickname: string): Promise<Person> => {
  const mobile = String(13_000_000_000 + ++world.numbers)
  const body = { mobile, captcha: SMS_CODE, password: PASSWORD, nickname }
  const made = await insist<Signed>(world, { path: '/user/register', body })
  const signed = made.result === TAKEN ? await signIn(world, mobile, 'Android') : made
  const { id, token } = signed.data
  if (signed.result !== 0) world.findings.note('lost', `${mobile} can neither register nor sign in: ${signed.result}`)
  const person: Person = { id, mobile, token, devices: [], nickname, past: [] }
  world.people.push(person)
  return person
}

export const signIn = (world: World, mobile: string, device: 'Android' | 'PC'): Promise<Reply<Signed>> =>
  insist<Signed>(world, { path: '/user/pwdLogin', body: { mobile, password: PASSWORD }, device })

/** Lets a person's session connect. */
export const addDevice = (world: World, person: Person, name: string, token: string): Device => {
  const { victim, findings, ledger, since } = world
  const device = new Device({ victim, findings, ledger, person: person.id, name: `${person.id} ${name}`, since }, token)
  person.devices.push(device)
  void device.run()
  return device
}

let keys = 0

/** A command with a key, which must succeed; it is repeated under the same key until it is answered. */
export const command = (world: World, person: Person, path: string, body: object) =>
  answered(world, { path, body, token: person.token, key: `key ${++keys}` }, person)

/** As command, for one that must be refused with this code. */
export const refused = async (world: World, person: Person, call: Call, code: number): Promise<void> => {
  const { result } = await insist(world, { ...call, token: person.token, key: `key ${++keys}` })
  if (result !== code)
    world.findings.note('wrong', `${call.path} ${JSON.stringify(call.body)} was answered ${result}, not ${code}`)
}

const answered = async (world: World, call: Required<Pick<Call, 'path' | 'body' | 'key'>> & Call, person: Person) => {
  const { path, body, key } = call
  const reply = await insist<{ readonly id?: string }>(world, call)
  if (reply.result === 0) world.ledger.done.push({ person: person.id, path, body, key, id: reply.data.id })
  else world.findings.note('wrong', `${path} ${JSON.stringify(body)} was answered ${reply.result}`)
  return reply
}

/** A read that must succeed. */
export const read = async <D>(world: World, person: Person, path: string, body: object = {}): Promise<D> => {
  const { result, data } = await insist<D>(world, { path, body, token: person.token })
  if (result !== 0) world.findings.note('wrong', `${path} ${JSON.stringify(body)} was answered ${result}`)
  return data
}

/** Does the work unless somebody else is at one of these. */
export const alone = async (world: World, keys_: readonly string[], work: () => Promise<void>): Promise<void> => {
  if (keys_.some((key) => world.locks.has(key))) return
  for (const key of keys_) world.locks.add(key)
  try {
    await work()
  } finally {
    for (const key of keys_) world.locks.delete(key)
  }
}
