import { hash } from 'node:crypto'

const NAMESPACE = Buffer.from('6f0f8f1c9c6b4d0e9a573f4f5b0c2d11', 'hex')
const VARIANTS = '89ab'

/**
 * Id of an event: the same command makes the same again. A UUID of version 5 (RFC 9562 5.5) of stream, command and index, made with one
 * call of the hash because every message needs one.
 */
export const eventId = (stream: string, command: string, index: number): string => {
  const hex = hash('sha1', Buffer.concat([NAMESPACE, Buffer.from(`${stream}\n${command}\n${index}`)]), 'hex')
  const variant = VARIANTS[Number.parseInt(hex.charAt(16), 16) & 3]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
