import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const pages = [
  'README.md',
  'CHANGELOG.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
]

/** Targets of the links to files, without the part behind `#`. */
const linksIn = (page: string): string[] =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)\s#]+)[^)]*\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !target.includes('://'))

test.each(pages)('every file that %s links to exists', (page) => {
  const missing = linksIn(page).filter((target) => !existsSync(join(root, dirname(page), target)))
  expect(missing).toEqual([])
})

test('the way of a message is told in links', () => {
  expect(linksIn('docs/architecture.md').length).toBeGreaterThan(20)
})
