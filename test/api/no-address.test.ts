import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openEdge, type Edge } from '../support/edge.js'

let edge: Edge
beforeAll(async () => (edge = await openEdge()))
afterAll(() => edge.close())

/** Status and code of a request for this target, as it stands in the first line. */
const asked = (path: string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(edge.url)
    const sent = request({ hostname, port, method: 'POST', path }, (reply) => {
      let text = ''
      reply.on('data', (piece: Buffer) => (text += piece.toString()))
      reply.on('end', () => resolve([reply.statusCode, (JSON.parse(text) as { result: number }).result]))
    })
    sent.on('error', reject).end('{}')
  })

test.each(['http://[', 'http://x:99999', '*', '//', '/%'])('%s is the address of nothing', async (path) => {
  expect(await asked(path)).toEqual([404, -1001])
  expect(edge.log).toEqual([])
})
