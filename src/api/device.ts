import type { From } from '../commands/sign-in-parts.js'
import { Rejection } from '../domain/decision.js'
import type { Device } from '../domain/session.js'
import type { Ask } from './rest/route.js'
import { isCleanText } from './wire.js'

const LONGEST_NAME = 100

const isDevice = (text: string): text is Device => ['Android', 'iOS', 'Web', 'PC'].includes(text)

/** Node reads the bytes of a header as Latin-1; clients send UTF-8. */
const named = (header: string): string => {
  const name = Buffer.from(header, 'latin1').toString('utf8').trim()
  return isCleanText(name) ? [...name].slice(0, LONGEST_NAME).join('') : ''
}

/**
 * From where somebody signs in: FZM-DEVICE and, from newer clients, FZM-DEVICE-NAME (`behaviour.md 1.1`).
 * @throws Rejection `missing-parameter`, `unknown-device`
 */
export const fromOf = ({ headers, address }: Pick<Ask, 'headers' | 'address'>): From => {
  const { 'fzm-device': device, 'fzm-device-name': name } = headers
  if (typeof device !== 'string' || device === '') throw new Rejection('missing-parameter', 'Header: FZM-DEVICE')
  if (!isDevice(device)) throw new Rejection('unknown-device')
  const isNew = typeof name === 'string'
  return { device, deviceName: isNew ? named(name) : '', generation: isNew ? 20 : 18, address }
}
