import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { SMS_CODE } from '../../bench/client/server.js'
import type { Findings } from './findings.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const ERROR = 50

/** The real server in a process of its own on the same stores, killed and started again. */
export class Victim {
  url = ''
  #child: ChildProcess | undefined
  #isUp = false
  #isEnding = false

  constructor(
    private readonly env: Readonly<Record<string, string>>,
    private readonly findings: Findings,
  ) {}

  /** Resolves while it listens. */
  async whenUp(): Promise<void> {
    while (!this.#isUp) await setTimeout(10)
  }

  /** Starts it. `killAfter`: ms after which it is killed, if it does not listen before; false if so. @throws Error where it ends by itself */
  async start(killAfter = Infinity): Promise<boolean> {
    this.#isEnding = false
    const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        PORT: '0',
        SMS_FIXED_CODE: SMS_CODE,
        RATE_LIMIT_BURST: '0',
        LOG_LEVEL: 'error',
        ...this.env,
      },
    })
    this.#child = child
    const said: string[] = []
    child.stderr.on('data', (piece: Buffer) => said.push(piece.toString()))
    child.once('exit', (code, signal) => {
      if (!this.#isEnding)
        this.findings.note('failure', `the server ended by itself: ${code ?? signal} ${said.join('')}`)
    })
    const late = new AbortController()
    if (killAfter < Infinity)
      setTimeout(killAfter, undefined, late).then(
        () => this.kill(),
        () => undefined,
      )
    const listening = await this.#listening(child)
    late.abort()
    if (!listening && !this.#isEnding) throw new Error(`the server does not start: ${said.join('')}`)
    return this.#isUp
  }

  #listening(child: ChildProcess): Promise<boolean> {
    return new Promise((resolve) => {
      let rest = ''
      child.stdout?.on('data', (piece: Buffer) => {
        const lines = (rest + piece.toString()).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) if (this.#hears(line)) resolve(true)
      })
      child.once('exit', () => resolve(false))
    })
  }

  /** Whether it says that it listens; what it logs as an error is a finding. */
  #hears(line: string): boolean {
    const url = /^listening on (\S+)/.exec(line)?.[1]
    if (url === undefined) {
      if (line.startsWith('{') && (JSON.parse(line) as { level: number }).level >= ERROR)
        this.findings.note('failure', `the server logged ${line}`)
      return false
    }
    this.url = url
    this.#isUp = !this.#isEnding
    return true
  }

  /** kill -9; resolves when it is gone. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** Lets it end in order. */
  async stop(): Promise<void> {
    const code = await this.#end('SIGTERM')
    if (code !== 0) this.findings.note('failure', `SIGTERM ended the server with ${code}`)
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    this.#isEnding = true
    this.#isUp = false
    const child = this.#child
    if (child && child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit')
      child.kill(signal)
      await gone
    }
    return child?.exitCode ?? null
  }
}
