import type { Server } from '../../bench/client/server.js'
import { restRoutes } from '../../src/api/rest/index.js'
import type { Route } from '../../src/api/rest/route.js'
import { cookies } from '../../src/services/cookies.js'
import type { Random } from '../support/random.js'
import { easyParts } from '../support/sign-in.js'
import { ask } from './asking.js'
import { bodyFor } from './bodies.js'
import { headersFor } from './headers.js'
import type { Call } from './judge.js'
import { judge, resultOf } from './judge.js'
import type { Person } from './people.js'
import { says, signInAgain } from './people.js'
import type { Known } from './values.js'
import { chance, oneOf } from './values.js'

const routes = restRoutes(easyParts(), cookies('secret'))
/** Hashes take long: so few of the calls that make one are made. */
const SLOW = ['/user/register', '/user/pwdLogin']
const slowShare = 0.2

const someRoute = (random: Random): Route => {
  const route = oneOf(random, routes)
  return SLOW.includes(route.path) && !chance(random, slowShare) ? someRoute(random) : route
}

type Placed = Pick<Call, 'path' | 'isKnownPath' | 'method'>
const wrongPaths: readonly ((path: string) => string)[] = [
  (path) => `${path}/`,
  (path) => path.toUpperCase(),
  (path) => `/${path}`,
  (path) => `/chat/chat${path}`,
  (path) => `${path}%00`,
  (path) => `/x/..%2f${path}`,
  () => '/%ff%fe',
  () => '/__proto__',
]
/** Mostly where it belongs; its other names and a query are as good. */
const placeOf = (random: Random, { path, aliases }: Route): Placed => {
  const known = oneOf(random, [path, path, ...aliases])
  const prefixed = chance(random, 0.2) ? `/chat${known}` : known
  const method = chance(random, 0.02) ? oneOf(random, ['GET', 'PUT', 'DELETE', 'PATCH']) : 'POST'
  if (chance(random, 0.02)) return { path: oneOf(random, wrongPaths)(prefixed), isKnownPath: false, method }
  return { path: chance(random, 0.05) ? `${prefixed}?id=1&__proto__=1` : prefixed, isKnownPath: true, method }
}

const callOf = (random: Random, known: Known, person: Person): Call => {
  const route = someRoute(random)
  const presented = headersFor(random, person)
  return { route, ...placeOf(random, route), presented, body: bodyFor(random, known, route) }
}

/** Where a lane of calls stands. */
export interface Lane {
  readonly server: Server
  readonly person: Person
  readonly random: Random
  readonly known: Known
  readonly codes: Map<number, number>
  readonly note: (sentence: string) => void
}

/** Sends so many bodies, one after the other; what a good one has ended is begun again. */
export const sendBodies = async (
  { server, person, random, known, codes, note }: Lane,
  count: number,
): Promise<void> => {
  for (let sent = 0; sent < count; sent++) {
    const call = callOf(random, known, person)
    const { method, presented, body } = call
    const answer = await ask(server.url + call.path, { method, headers: presented.headers, bytes: body.bytes })
    const wrong = judge(call, answer)
    if (wrong !== undefined) note(`${person.name}: ${wrong}`)
    const result = resultOf(answer)
    codes.set(result, (codes.get(result) ?? 0) + 1)
    if (person.standing !== 'live') continue
    if (call.route.path === '/user/logout' && result === 0) await signInAgain(server, person)
    if (sent % 20 === 0) await says(server, person, '/user/userInfo')
  }
}
