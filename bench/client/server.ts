import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Usage } from './usage.js'

export const SMS_CODE = '123456'
const root = fileURLToPath(new URL('../../', import.meta.url))

export interface Server {
  readonly url: string
  readonly pid: number
  readonly folder: string
  /** ms from the start of the process until it listened. */
  readonly startedIn: number
  /** What it takes now; `collect`: after what is garbage has been thrown away. */
  readonly usage: (collect?: boolean) => Promise<Usage>
  /** SIGTERM, then waits; removes the folder if it was made here. */
  stop(): Promise<void>
}

export interface Options {
  readonly folder?: string
  readonly nodeArguments?: readonly string[]
  /** Told each line that it writes to stdout. */
  readonly onLine?: (line: string) => void
}

/** Starts the product in a process of its own, on a temporary folder unless `folder` is given; no rate limit, a fixed SMS code. */
export const startServer = async (
  env: Readonly<Record<string, string>> = {},
  { folder, nodeArguments = [], onLine }: Options = {},
): Promise<Server> => {
  const data = folder ?? (await mkdtemp(join(tmpdir(), 'annals-bench-')))
  const began = performance.now()
  const own = ['--expose-gc', '--import', 'tsx', '--import', './bench/client/report-usage.ts', 'src/main.ts']
  const child = spawn(process.execPath, [...nodeArguments, ...own], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: {
      ...process.env,
      PORT: '0',
      DATA_DIR: data,
      SMS_FIXED_CODE: SMS_CODE,
      RATE_LIMIT_BURST: '0',
      MAX_ROOM_MEMBERS: '1000000',
      LOG_LEVEL: 'warn',
      ...env,
    },
  })
  if (onLine) createInterface(child.stdout!).on('line', onLine)
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    let output = ''
    child.stdout?.on('data', (piece: Buffer) => {
      output += piece.toString()
      const found = /listening on (\S+)/.exec(output)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.once('exit', (code) => reject(new Error(`the server ended with ${code} before it listened: ${output}`)))
  })
  const startedIn = performance.now() - began
  return {
    url,
    startedIn,
    usage: (collect = false) =>
      new Promise((resolve) => {
        child.once('message', (usage) => resolve(usage as Usage))
        child.send(collect ? 'usage after collection' : 'usage')
      }),
    pid: child.pid ?? 0,
    folder: data,
    async stop() {
      child.kill('SIGTERM')
      await gone
      if (folder === undefined) await rm(data, { recursive: true, force: true })
    },
  }
}
