import type { Route } from '../../src/api/rest/route.js'
import { reasonsOf } from '../../src/api/rest/route.js'
import { results } from '../../src/api/results.js'
import type { Answer } from './asking.js'
import type { Body } from './bodies.js'
import { lateComplaints } from './codes.js'
import type { Presented } from './headers.js'

const MOST_BYTES = 65_536
const BAD = -1001
const MISSING = -1002

/** One request as it was sent. */
export interface Call {
  readonly route: Route
  readonly method: string
  /** Of the route itself, one of its other names, or one of neither. */
  readonly path: string
  readonly isKnownPath: boolean
  readonly presented: Presented
  readonly body: Body
}

const texts = new Map([[0, '操作成功'], ...Object.values(results).map(({ code, text }) => [code, text] as const)])

/** What HTTP itself refuses, in the order in which it does. */
const refusal = ({ presented, isKnownPath, method, body }: Call): number | undefined => {
  if (presented.isForeign) return 403
  if (!isKnownPath) return 404
  if (method !== 'POST') return 405
  return body.bytes.length > MOST_BYTES ? 413 : undefined
}

/** What is documented of no failure: who has a session keeps it, and nothing else fails here. */
const NEVER = ['unavailable', 'internal', 'network', 'sms-failed', 'signed-out', 'bad-session', 'taken-over']
const documented = (route: Route): readonly number[] =>
  [...reasonsOf(route)].filter((reason) => !NEVER.includes(reason)).map((reason) => results[reason].code)

/** The codes that this call may be answered with. */
const expected = ({ route, presented, body }: Call): readonly number[] => {
  if (route.access === 'user' && presented.session !== 0) return [presented.session]
  if (presented.isBadKey || body.manner === 'broken') return [BAD]
  if (body.manner === 'nearly') return [BAD, MISSING]
  return [0, MISSING, ...documented(route)]
}

const isLate = (message: string): boolean => {
  const detail = message.slice(message.indexOf(': ') + 2)
  return lateComplaints.some((start) => detail.startsWith(start))
}

interface Envelope {
  readonly result: number
  readonly message: string
  readonly data: unknown
}
const envelopeIn = ({ text }: Answer): Envelope | undefined => {
  try {
    const envelope = JSON.parse(text) as Envelope
    return Object.keys(envelope).join() === 'result,message,data' ? envelope : undefined
  } catch {
    return undefined
  }
}

/** A body that its schema takes is refused, and not for what only the server can know. */
const isTurnedAway = (call: Call, message: string): boolean =>
  call.body.manner === 'good' && !call.presented.isBadKey && refusal(call) === undefined && !isLate(message)

/** A refusal has no data. */
const isDescribed = ({ route }: Call, result: number, data: unknown): boolean =>
  result === 0 ? route.reply.safeParse(data).success : JSON.stringify(data) === '{}'

/** What is wrong with the answer, as the envelope is; undefined where nothing is. */
const wrongWith = (call: Call, answer: Answer, { result, message, data }: Envelope): string | undefined => {
  const status = refusal(call) ?? 200
  const codes = status === 200 ? expected(call) : [BAD]
  const isBad = [BAD, MISSING].includes(result)
  const rules: readonly (readonly [wrong: boolean, sentence: string])[] = [
    [answer.status !== status, `the status is not ${status}`],
    [!codes.includes(result), `the code is none of ${codes.join()}`],
    [!message.startsWith(texts.get(result) ?? '?'), 'the text is not that of the code'],
    [isBad && 'annals-position' in answer.headers, 'something was appended'],
    [!isDescribed(call, result, data), 'the data is not as described'],
    [isBad && isTurnedAway(call, message), 'a body that the schema takes is refused'],
  ]
  return rules.find(([wrong]) => wrong)?.[1]
}

const shown = ({ route, method, path, presented, body }: Call): string =>
  [
    method,
    path,
    `(${route.path}, ${body.manner})`,
    JSON.stringify(presented.headers),
    body.bytes.toString().slice(0, 600),
  ].join(' ')

/** A sentence for what must not be. */
export const judge = (call: Call, answer: Answer): string | undefined => {
  const envelope = envelopeIn(answer)
  const wrong = envelope ? wrongWith(call, answer, envelope) : 'the answer is no envelope'
  return wrong && `${wrong}: ${answer.status} ${answer.text.slice(0, 200)} to ${shown(call)}`
}

export const resultOf = (answer: Answer): number => envelopeIn(answer)?.result ?? NaN
