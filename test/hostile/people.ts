import type { OutgoingHttpHeaders } from 'node:http'
import type { Server } from '../../bench/client/server.js'
import { SMS_CODE } from '../../bench/client/server.js'
import { ask, ok } from './asking.js'

export const ADMIN_TOKEN = 'token-of-the-operators-of-this-test'
export const PASSWORD = 'correct horse battery'

/** Who asks: `live` has a session; `dead` shows a token that was signed out, `forged` a cookie that nobody has signed. */
export type Standing = 'live' | 'dead' | 'taken-over' | 'forged' | 'visitor'

export interface Person {
  readonly name: string
  readonly id: string
  readonly mobile: string
  readonly standing: Standing
  token: string
  cookie: string
  /** Of a second session, in a slot of its own, which no body ends. */
  readonly socketCookie: string
}

const PHONE = { 'FZM-DEVICE': 'Android', 'FZM-DEVICE-NAME': 'a phone' }

/** A call of his that must be answered with 0. */
export const says = <D>({ url }: Server, person: Person, path: string, body: object = {}): Promise<D> =>
  ok<D>(url, path, body, { 'FZM-AUTH-TOKEN': person.token })

interface Welcome {
  readonly id: string
  readonly token: string
}
/** Registers, or signs in. */
const enter = async ({ url }: Server, path: string, body: object, device: OutgoingHttpHeaders = PHONE) => {
  const { text, headers } = await ask(url + path, { headers: device, bytes: Buffer.from(JSON.stringify(body)) })
  const { result, data } = JSON.parse(text) as { result: number; data: Welcome }
  if (result !== 0) throw new Error(`${path} answers ${text}`)
  return { ...data, cookie: String(headers['set-cookie']) }
}

let mobiles = 13_200_000_000
export const register = async (server: Server, name: string, standing: Standing = 'live'): Promise<Person> => {
  const mobile = String(++mobiles)
  const entry = { mobile, captcha: SMS_CODE, password: PASSWORD, nickname: name }
  const { id, token, cookie } = await enter(server, '/user/register', entry)
  const pc = await enter(server, '/user/tokenLogin', {}, { 'FZM-AUTH-TOKEN': token, 'FZM-DEVICE': 'PC' })
  const person: Person = { name, id, mobile, standing, token, cookie, socketCookie: pc.cookie }
  if (standing === 'dead') await says(server, person, '/user/logout')
  if (standing === 'taken-over') await enter(server, '/user/pwdLogin', { mobile, password: PASSWORD })
  return person
}

/** In the slot of the session that has ended. */
export const signInAgain = async (server: Server, person: Person): Promise<void> => {
  const { token, cookie } = await enter(server, '/user/pwdLogin', { mobile: person.mobile, password: PASSWORD })
  Object.assign(person, { token, cookie })
}

/** An act of the operators. */
export const act = async ({ url }: Server, path: string, body: object): Promise<void> => {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` }
  const { status, text } = await ask(url + path, { headers, bytes: Buffer.from(JSON.stringify(body)) })
  if (status !== 200) throw new Error(`${path} answers ${status} ${text}`)
}
