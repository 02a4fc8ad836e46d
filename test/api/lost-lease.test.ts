import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { route } from '../../src/api/rest/route.js'
import { setLevel } from '../../src/commands/operator.js'
import { openEdge, type Answer, type Edge } from '../support/edge.js'
import { registered } from '../support/registered.js'

let isServing = true
let user = ''
const routes = [
  route('/test/read', 'user', { summary: 'Tests.' }, async () => ({})),
  route('/test/late', 'user', { summary: 'Loses the lease.' }, async () => {
    isServing = false
  }),
  route('/test/done', 'user', { summary: 'Loses the lease behind a command.' }, async (context) => {
    await setLevel(context, { user, level: 2 })
    isServing = false
  }),
]

let edge: Edge
beforeAll(async () => {
  edge = await openEdge({ routes, isServing: () => isServing })
  user = await registered(edge.core, 'somebody')
})
afterAll(() => edge.close())
beforeEach(() => void (isServing = true))

const call = (path: string): Promise<Answer> => edge.ask(path, { method: 'POST', headers: { who: user } })
const unavailable = { status: 503, json: { result: -1000 } }

it('a process that has lost its lease does nothing, and answers no calls', async () => {
  expect(await call('/test/read')).toMatchObject({ status: 200, json: { result: 0 } })
  isServing = false
  for (const path of ['/test/read', '/test/done']) expect(await call(path)).toMatchObject(unavailable)
})

it('what was read while the lease was lost is not told', async () => {
  expect(await call('/test/late')).toMatchObject(unavailable)
})

it('what was done is answered all the same', async () => {
  expect(await call('/test/done')).toMatchObject({ status: 200, json: { result: 0 } })
})
