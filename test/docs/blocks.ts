import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'

export const root = join(import.meta.dirname, '../..')

/** The lines between "```sh name" and "```" of a page. */
export const blockOf = (page: string, name: string): string => {
  const [, block] =
    new RegExp(`^\`\`\`sh ${name}\n(.*?)^\`\`\`$`, 'ms').exec(readFileSync(join(root, page), 'utf8')) ?? []
  if (block === undefined) throw new Error(`${page} has no block "sh ${name}"`)
  return block
}

/** Runs lines as a shell does that stops at the first failure; what they print. */
export const runBlock = async (block: string, env: NodeJS.ProcessEnv = {}, cwd = root): Promise<string> => {
  const options = { cwd, env: { ...process.env, ...env } }
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', block], options)
  return stdout
}

interface Running {
  readonly url: string
  readonly stop: () => Promise<void>
}

/** Starts the server as `npm start` does, on a free port, with a fixed code. */
export const startServer = async (folder: string): Promise<Running> => {
  const env = { ...process.env, DATA_DIR: folder, PORT: '0', SMS_FIXED_CODE: '123456', NODE_ENV: '' }
  const server = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], { cwd: root, env })
  const exited = once(server, 'exit')
  const stop = async (): Promise<void> => {
    server.kill()
    await exited
  }
  onTestFinished(stop)
  const printed: string[] = []
  server.stderr.on('data', (piece: Buffer) => printed.push(piece.toString()))
  for await (const line of createInterface(server.stdout)) {
    const [, url] = /listening on (http:\/\/\S+)/.exec(line) ?? []
    if (url !== undefined) {
      server.stdout.resume()
      return { url, stop }
    }
    printed.push(line)
  }
  throw new Error(`the server does not listen: ${printed.join('\n')}`)
}
