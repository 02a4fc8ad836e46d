import type { Route } from '../../src/api/rest/route.js'
import type { Envelope } from '../../src/api/results.js'
import { exercised } from './exercised.js'

/** Loaded before each test file: every reply of a path that the route tables describe is held against its description. */

const load = async () => {
  const [{ restRoutes }, { reasonsOf }, { results }, { cookies }, { easyParts }] = await Promise.all([
    import('../../src/api/rest/index.js'),
    import('../../src/api/rest/route.js'),
    import('../../src/api/results.js'),
    import('../../src/services/cookies.js'),
    import('./sign-in.js'),
  ])
  const routes = restRoutes(easyParts(), cookies('secret'))
  const byPath = new Map(routes.flatMap((route) => [route.path, ...route.aliases].map((path) => [path, route])))

  /** What is wrong with a reply of this route. */
  const complaintAbout = (route: Route, { result, data }: Envelope): string | undefined => {
    if (result === 0) return route.reply.safeParse(data).error?.message
    const codes = [...reasonsOf(route)].map((reason) => results[reason].code)
    if (!codes.includes(result)) return `refuses with ${result}`
    return Object.keys(data).length === 0 ? undefined : 'has data beside a refusal'
  }
  return { byPath, complaintAbout }
}
let tables: ReturnType<typeof load> | undefined

const complaint = async (response: Response): Promise<string | undefined> => {
  const { byPath, complaintAbout } = await (tables ??= load())
  const path = new URL(response.url).pathname.replace(/^\/chat(?=\/)/, '')
  const route = byPath.get(path)
  if (!route) return undefined
  const reply = (await response.json()) as Envelope
  if (reply.result === 0) exercised.add(path)
  return Object.keys(reply).join() === 'result,message,data' ? complaintAbout(route, reply) : 'is no envelope'
}

const real = globalThis.fetch
globalThis.fetch = async (...ask) => {
  const response = await real(...ask)
  if (ask[1]?.method !== 'POST') return response
  const wrong = await complaint(response.clone())
  if (wrong !== undefined) throw new Error(`${response.url} ${wrong}, which its route does not say`)
  return response
}
