import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openEdge, type Edge } from '../../support/edge.js'

let edge: Edge
/** What the read models say of themselves, where a test changes it. */
let standing: number | undefined
let isAway = false
let isServing = true
beforeAll(async () => {
  edge = await openEdge({
    isServing: () => isServing,
    models: (models) =>
      new Proxy(models, {
        get(target, name) {
          if (name === 'position' && standing !== undefined) return standing
          if (name === 'get' && isAway) return () => Promise.reject(new Error('away'))
          const value: unknown = Reflect.get(target, name, target)
          return typeof value === 'function' ? (value as () => unknown).bind(target) : value
        },
      }),
  })
  const id = '2f1f5a0a-5a4c-4b7e-8d59-6a7c55a0f001'
  const data = { user: '1', level: 2 }
  await edge.events.append(
    'user-1',
    [{ type: 'LevelChanged', data, id, metadata: { at: edge.core.clock.now() - 60_000 } }],
    0,
  )
})
afterAll(() => edge.close())

describe('health', () => {
  it('is told without a token', async () => {
    expect(await edge.ask('/healthz')).toMatchObject({ status: 200, json: { status: 'alive' } })
    expect(await edge.ask('/readyz')).toMatchObject({ status: 200, json: { status: 'ready', reasons: [] } })
    expect((await edge.ask('/readyz', { method: 'HEAD' })).status).toBe(200)
    expect((await edge.ask('/healthz', { method: 'POST' })).status).toBe(405)
  })

  it('is bad with reasons when the read models are 10 s behind', async () => {
    standing = 0
    const { status, json } = await edge.ask('/readyz')
    standing = undefined
    expect([status, json['status'], json['head'], json['position']]).toEqual([503, 'not ready', 1, 0])
    expect(json['reasons']).toEqual([expect.stringMatching(/\d+ s behind/)])
  })
})

describe('a read store that is away', () => {
  it('is a reason not to be ready, also while nothing happens', async () => {
    isAway = true
    const { status, json } = await edge.ask('/readyz')
    isAway = false
    expect([status, json['reasons']]).toEqual([503, ['The read store cannot be reached.']])
  })
})

describe('an event store that is away', () => {
  const ready = async () => {
    const { status, json } = await edge.ask('/readyz')
    return [status, json['reasons']]
  }
  const away = [503, ['The event store cannot be reached.']]

  it('is a reason not to be ready, also where it does not answer', async () => {
    const head = vi.spyOn(edge.events, 'head').mockRejectedValueOnce(new Error('away'))
    expect(await ready()).toEqual(away)
    head.mockReturnValueOnce(new Promise(() => undefined))
    expect(await ready()).toEqual(away)
    head.mockRestore()
    expect(await ready()).toEqual([200, []])
  })
})

describe('a lease that is lost', () => {
  it('is a reason not to be ready', async () => {
    isServing = false
    const { status, json } = await edge.ask('/readyz')
    isServing = true
    expect([status, json['reasons']]).toEqual([503, [expect.stringContaining('has lost its lease')]])
  })
})

describe('metrics', () => {
  it('have the names of product.md 4', async () => {
    standing = 0
    const { text, headers } = await edge.ask('/metrics')
    standing = undefined
    expect(headers.get('content-type')).toContain('text/plain')
    const names =
      `commands_total command_seconds append_seconds append_batch_events commit_seconds sockets socket_queue_bytes
      deliveries_total dropped_total parked_events event_loop_delay_seconds`.split(/\s+/)
    for (const name of names) expect(text).toContain(`# TYPE annals_${name} `)
    expect(text).toContain('annals_projection_lag_events{name="users"} 1')
    expect(text).toMatch(/annals_projection_lag_seconds\{name="users"\} \d\d/)
    expect(text).toContain('process_cpu_seconds_total')
    expect(text).toContain('annals_parked_events 7\n')
  })

  it('are for this machine, or with the token', async () => {
    const proxied = { 'x-forwarded-for': '127.0.0.1' }
    expect(await edge.ask('/metrics', { headers: proxied })).toMatchObject({ status: 401, json: { status: 401 } })
    const authorization = 'Bearer token-of-the-operators'
    expect((await edge.ask('/metrics', { headers: { ...proxied, authorization } })).status).toBe(200)
  })
})
