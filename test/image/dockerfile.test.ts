import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { settingsSchema } from '../../src/settings.js'

const root = join(import.meta.dirname, '../..')
const lines = readFileSync(join(root, 'Dockerfile'), 'utf8').replaceAll('\\\n', '').split('\n')

const instructions = (name: string): string[] =>
  lines.flatMap((line) => (line.startsWith(`${name} `) ? [line.slice(name.length + 1)] : []))

/** What the Dockerfile copies from the repository. */
const sources = (): string[] =>
  instructions('COPY')
    .filter((words) => !words.startsWith('--from'))
    .flatMap((words) => words.split(' ').slice(0, -1))

const environment = (): Record<string, string> =>
  Object.fromEntries(
    instructions('ENV').flatMap((words) => words.split(' ').map((each) => each.split('=') as [string, string])),
  )

/** The words of `CMD ["…"]`. */
const command = (text: string): string[] => JSON.parse(text.slice(text.indexOf('['))) as string[]

test('the image is given what .dockerignore lets through, and that is all', () => {
  const ignore = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n')
  const rules = ignore.filter((line) => line !== '' && !line.startsWith('#'))
  expect(rules[0]).toBe('*')
  expect(rules.slice(1).sort()).toEqual([...new Set(sources())].map((path) => `!${path}`).sort())
})

test('the image does not run as root, and its settings exist', () => {
  expect(instructions('USER').at(-1)).toBe('node')
  expect(Object.keys(settingsSchema.shape)).toEqual(expect.arrayContaining(Object.keys(environment())))
})

test('what is in the image starts, is found healthy, and ends on SIGTERM', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'annals-image-'))
  for (const path of sources()) cpSync(join(root, path), join(folder, path), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const env = { ...process.env, ...environment(), HOST: '127.0.0.1', PORT: '0', DATA_DIR: join(folder, 'data') }
  const [, ...words] = command(instructions('CMD').at(-1)!)
  const server = spawn(process.execPath, words, { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(server, 'exit')
  onTestFinished(async () => {
    server.kill('SIGKILL')
    await exited
    rmSync(folder, { recursive: true, force: true })
  })
  let port = ''
  for await (const line of createInterface(server.stdout)) {
    port = /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1] ?? ''
    if (port !== '') break
  }
  server.stdout.resume()
  const [, ...check] = command(instructions('HEALTHCHECK').at(-1)!)
  const healthy = (at: string) => promisify(execFile)(process.execPath, check, { env: { ...env, PORT: at } })
  await healthy(port)
  server.kill('SIGTERM')
  expect(await exited).toEqual([0, null])
  await expect(healthy(port)).rejects.toMatchObject({ code: 1 })
}, 60_000)
