import { readFileSync } from 'node:fs'
import type { Route } from '../rest/route.js'

/** A call as a server answered it: `npm run docs` plays `docs/story.ts` and writes them down. */
export interface Example {
  readonly path: string
  readonly summary: string
  readonly body: object
  readonly reply: object
}

export const examples = JSON.parse(
  readFileSync(new URL('examples.json', import.meta.url), 'utf8'),
) as readonly Example[]

/** What was sent to this path, or answered, by a name for each. */
export const examplesOf = ({ path }: Route, part: 'body' | 'reply'): Readonly<Record<string, object>> =>
  Object.fromEntries(
    examples
      .filter((example) => example.path === path)
      .map((example, index) => [`example-${index + 1}`, { summary: example.summary, value: example[part] }]),
  )
