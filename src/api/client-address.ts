import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'

/** What is known of the other end of a request. */
export interface Client {
  /** The client's address; behind trusted proxies the one they tell. */
  readonly address: string
  /** Whether the outer scheme is https. */
  readonly secure: boolean
  /** On this machine, and not behind a proxy. */
  readonly loopback: boolean
}

type Asked = Pick<IncomingMessage, 'headers' | 'socket'>

const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '')

/** Without the port that some proxies add; undefined for what is no address. */
const addressIn = (entry: string): string | undefined => {
  const text = entry.trim()
  const address = plain(/^\[(.*)\](:\d+)?$/.exec(text)?.[1] ?? text.replace(/^([\d.]+):\d+$/, '$1'))
  return isIP(address) === 0 ? undefined : address
}

const family = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 4 ? 'ipv4' : 'ipv6')

const networks = (entries: readonly string[]): BlockList => {
  const list = new BlockList()
  for (const entry of entries) {
    const [host = '', prefix] = entry.split('/')
    const address = plain(host)
    if (prefix === undefined) list.addAddress(address, family(address))
    else list.addSubnet(address, Number(prefix), family(address))
  }
  return list
}

const isLoopback = (address: string): boolean =>
  address === '::1' || (isIP(address) === 4 && address.startsWith('127.'))

const oneOf = (header: string | string[] | undefined): string =>
  (Array.isArray(header) ? header.join(',') : header) ?? ''

/**
 * Tells who is at the other end; the forwarding headers of `proxies` (addresses or networks) are believed, others' are not
 * (`product.md 2`, TRUSTED_PROXIES).
 */
export const clientOf = (proxies: readonly string[]): ((request: Asked) => Client) => {
  const trusted = networks(proxies)
  // each request asks, mostly for nothing: a check of a BlockList takes µs
  const isTrusted = (address: string): boolean =>
    proxies.length > 0 && isIP(address) !== 0 && trusted.check(address, family(address))

  const outermost = (peer: string, forwarded: string): string => {
    const hops = forwarded === '' ? [] : forwarded.split(',')
    let address = peer
    while (isTrusted(address) && hops.length > 0) {
      const next = addressIn(hops.pop() ?? '')
      if (next === undefined) break
      address = next
    }
    return address
  }

  return ({ headers, socket }) => {
    const peer = plain(socket.remoteAddress ?? '')
    const forwarded = oneOf(headers['x-forwarded-for'])
    const [scheme = ''] = oneOf(headers['x-forwarded-proto']).split(',')
    const direct = !isTrusted(peer) && forwarded === '' && headers['forwarded'] === undefined
    return {
      address: outermost(peer, forwarded),
      secure: isTrusted(peer) && scheme.trim() === 'https',
      loopback: direct && isLoopback(peer),
    }
  }
}
