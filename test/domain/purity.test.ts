import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'annals-domain-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Imports each module in a process of its own that finds no package, and lists what was loaded. */
const load = (modules: readonly string[]): string[] => {
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(
    join(folder, 'load.ts'),
    `for (const name of ${JSON.stringify(modules)}) { await import('./domain/' + name); console.log(name) }`,
  )
  const tsx = import.meta.resolve('tsx')
  const printed = execFileSync(process.execPath, ['--import', tsx, 'load.ts'], { cwd: folder, encoding: 'utf8' })
  return printed.trim().split('\n')
}

test('the domain loads from its own folder alone, without any package', () => {
  const domain = join(import.meta.dirname, '../../src/domain')
  cpSync(domain, join(folder, 'domain'), { recursive: true })
  const modules = readdirSync(domain)
  expect(modules.length).toBeGreaterThan(0)
  expect(load(modules)).toEqual(modules)
})
