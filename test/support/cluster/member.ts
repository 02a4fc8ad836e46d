import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../../src/main.ts', import.meta.url))
const LISTENING = /listening on (http:\S+)/

/** One process of the product. */
export interface Member {
  readonly url: string
  readonly port: number
  /** Everything it has printed. */
  output(): string
  signal(name: NodeJS.Signals): void
  /** Sends SIGTERM, and waits for its end; its exit code. */
  stop(): Promise<number | null>
  /** Ends it without a word. */
  kill(): Promise<void>
}

const ended = async (child: ChildProcess): Promise<number | null> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode
}

/** Starts one; resolves when it serves. Rejects with what it has printed when it ends before that. @param hears what it prints, as it comes */
export const startMember = async (
  env: Readonly<Record<string, string>>,
  hears: (piece: string) => void = () => undefined,
): Promise<Member> => {
  const folder = await mkdtemp(join(tmpdir(), 'annals-member-'))
  const all = { ...process.env, PORT: '0', DATA_DIR: folder, ...env }
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN], { env: all, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const finish = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal)
    const code = await ended(child)
    await rm(folder, { recursive: true, force: true })
    return code
  }
  const serves = new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (piece: Buffer) => {
        output += piece.toString()
        hears(piece.toString())
        const found = LISTENING.exec(output)?.[1]
        if (found !== undefined) resolve(found)
      })
    child.once('exit', () => reject(new Error(`it ended before it served: ${output}`)))
  })
  const url = await serves.catch(async (error: unknown) => {
    await finish('SIGKILL')
    throw error
  })
  return {
    url,
    port: Number(new URL(url).port),
    output: () => output,
    signal: (name) => void child.kill(name),
    stop: () => finish('SIGTERM'),
    kill: async () => void (await finish('SIGKILL')),
  }
}
