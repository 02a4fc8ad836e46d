import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

/** The lines of README.md between "```sh first-conversation" and "```". */
const firstConversation = (): string => {
  const [, block] = /^```sh first-conversation\n(.*?)^```$/ms.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? []
  if (block === undefined) throw new Error('README.md has no block "sh first-conversation"')
  return block
}

/** Starts the server as `npm start` does, on a free port and a temporary folder; its address. */
const startServer = async (): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'annals-readme-'))
  const env = { ...process.env, DATA_DIR: folder, PORT: '0', SMS_FIXED_CODE: '123456', NODE_ENV: '' }
  const server = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], { cwd: root, env })
  const exited = once(server, 'exit')
  onTestFinished(async () => {
    server.kill()
    await exited
    rmSync(folder, { recursive: true, force: true })
  })
  const printed: string[] = []
  server.stderr.on('data', (piece: Buffer) => printed.push(piece.toString()))
  for await (const line of createInterface(server.stdout)) {
    const [, url] = /listening on (http:\/\/\S+)/.exec(line) ?? []
    if (url !== undefined) {
      server.stdout.resume()
      return url
    }
    printed.push(line)
  }
  throw new Error(`the server does not listen: ${printed.join('\n')}`)
}

test('the first conversation of the README goes as it is written', async () => {
  const url = await startServer()
  const script = firstConversation().replace('http://127.0.0.1:8090', url)
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], { cwd: root })
  expect(stdout).toContain('alice: hello, bob')
  const chatLog = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { result: number; data: { logs: object[] } }
  expect(chatLog).toMatchObject({ result: 0 })
  expect(chatLog.data.logs[0]).toMatchObject({ msgType: 1, msg: { content: 'hello, bob' } })
}, 60_000)
