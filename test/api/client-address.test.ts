import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { clientOf } from '../../src/api/client-address.js'

const from = (remoteAddress: string, headers: Record<string, string> = {}) =>
  ({ headers, socket: { remoteAddress } }) as unknown as IncomingMessage

describe('clientOf', () => {
  const client = clientOf(['10.0.0.0/8', '::1'])

  it('believes nobody but the trusted proxies', () => {
    const forged = { 'x-forwarded-for': '1.2.3.4', 'x-forwarded-proto': 'https' }
    expect(client(from('203.0.113.9', forged))).toMatchObject({ address: '203.0.113.9', secure: false })
    expect(client(from('10.1.2.3', forged))).toMatchObject({ address: '1.2.3.4', secure: true })
    expect(client(from('::1', forged)).address).toBe('1.2.3.4')
  })

  it('takes the outermost address that a trusted one told, whatever the client wrote before it', () => {
    const headers = { 'x-forwarded-for': '6.6.6.6, 198.51.100.7, 10.9.9.9' }
    expect(client(from('10.1.2.3', headers)).address).toBe('198.51.100.7')
    expect(client(from('10.1.2.3', { 'x-forwarded-for': 'nonsense' })).address).toBe('10.1.2.3')
    expect(client(from('10.1.2.3', { 'x-forwarded-for': '[2001:db8::1]:443' })).address).toBe('2001:db8::1')
  })

  it('writes IPv4 addresses plainly', () => {
    expect(client(from('::ffff:192.0.2.1')).address).toBe('192.0.2.1')
    expect(client(from('::ffff:10.0.0.1', { 'x-forwarded-for': '192.0.2.5:1234' })).address).toBe('192.0.2.5')
  })

  it('counts nobody behind a proxy as loopback', () => {
    const direct = clientOf([])
    expect(direct(from('127.0.0.1')).loopback).toBe(true)
    expect(direct(from('::1')).loopback).toBe(true)
    expect(direct(from('192.0.2.1')).loopback).toBe(false)
    expect(direct(from('127.0.0.1', { 'x-forwarded-for': '127.0.0.1' })).loopback).toBe(false)
    expect(client(from('::1')).loopback).toBe(false)
  })
})
