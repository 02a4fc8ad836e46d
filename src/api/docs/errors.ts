import type { Reason } from '../../domain/decision.js'
import { results, type Result } from '../results.js'
import type { Route } from '../rest/route.js'
import { reasonsOf } from '../rest/route.js'
import { handshakeRefusals } from '../socket/described/handshake.js'
import { framesIn } from '../socket/described/incoming.js'

/** A code, and where it may come from; nowhere yet: `from` is empty. */
export interface ErrorRow extends Result {
  readonly reason: Reason
  readonly from: readonly string[]
}

/** What many paths have in common is said once. */
const kindsOf = (routes: readonly Route[]): readonly (readonly [name: string, those: readonly Route[]])[] => [
  ['every path', routes],
  ['every path that needs a session', routes.filter(({ access }) => access === 'user')],
  ['every path with a required field', routes.filter(({ input }) => !input.safeParse({}).success)],
]

const pathsOf = (reason: Reason, routes: readonly Route[]): readonly string[] => {
  const those = new Set(routes.filter((route) => reasonsOf(route).has(reason)))
  const [name, common] = kindsOf(routes).find(([, kind]) => kind.every((route) => those.has(route))) ?? []
  const single = [...those].filter((route) => !common?.includes(route)).map(({ path }) => path)
  return name === undefined ? single : [name, ...single]
}

const framesOf = (reason: Reason): readonly string[] => {
  const events = Object.entries(framesIn).filter(([, { refuses }]) => refuses.includes(reason))
  return [
    ...events.map(([event]) => `event ${event}`),
    ...(handshakeRefusals.includes(reason) ? ['the handshake of the socket'] : []),
  ]
}

/** Every code, from -1000 down. */
export const errorRows = (routes: readonly Route[]): readonly ErrorRow[] =>
  (Object.entries(results) as [Reason, Result][])
    .map(([reason, result]) => ({ reason, ...result, from: [...pathsOf(reason, routes), ...framesOf(reason)] }))
    .sort((one, other) => other.code - one.code)

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

const cells = ({ code, text, meaning, retry, from }: ErrorRow): string =>
  [String(code), text, meaning, retry ? 'yes' : 'no', from.join(', ') || 'nothing yet']
    .map((cell) => `<td>${escaped(cell)}</td>`)
    .join('')

/** The table as a page. */
export const errorsPage = (routes: readonly Route[]): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Annals: errors</title>
    <link rel="stylesheet" href="page.css" />
    <link rel="icon" href="data:," />
  </head>
  <body>
    <nav><strong>Annals</strong> <a href="../docs">The API</a></nav>
    <main>
      <h1>Errors</h1>
      <p>
        <code>result</code> of a reply, or <code>code</code> of a frame; 0 is a success. “Retry”: the same request may
        succeed later without a change.
      </p>
      <table>
        <tr><th>Code</th><th>Text</th><th>Meaning</th><th>Retry</th><th>Comes from</th></tr>
        ${errorRows(routes)
          .map((row) => `<tr>${cells(row)}</tr>`)
          .join('\n        ')}
      </table>
    </main>
  </body>
</html>
`
