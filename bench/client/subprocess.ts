import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

interface Question {
  readonly number: number
  readonly name: string
  readonly input: unknown
}
type Answer = { readonly number: number } & ({ readonly output: unknown } | { readonly error: string })

const bench = fileURLToPath(new URL('../', import.meta.url))

/** A process of its own that does named work: a load generator, or a baseline. */
export class Subprocess {
  readonly #waiting = new Map<number, { resolve: (output: never) => void; reject: (error: Error) => void }>()
  #asked = 0

  private constructor(private readonly child: ChildProcess) {
    child.on('message', (answer) => this.#take(answer as Answer))
    child.once('exit', (code) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`a process of the bench ended with ${code}`))
    })
  }

  /** `file`: relative to bench/; it calls `serve`. */
  static start(file: string): Subprocess {
    return new Subprocess(
      fork(bench + file, { execArgv: ['--expose-gc', '--import', 'tsx'], serialization: 'advanced' }),
    )
  }

  /** Lets it do one work. Rejects with what that throws. */
  ask<O>(name: string, input: unknown = undefined): Promise<O> {
    return new Promise<O>((resolve, reject) => {
      const number = ++this.#asked
      this.#waiting.set(number, { resolve, reject })
      this.child.send({ number, name, input } satisfies Question)
    })
  }

  #take(answer: Answer): void {
    const waiting = this.#waiting.get(answer.number)
    this.#waiting.delete(answer.number)
    if ('error' in answer) waiting?.reject(new Error(answer.error))
    else waiting?.resolve(answer.output as never)
  }

  stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return Promise.resolve()
    return new Promise((resolve) => {
      this.child.once('exit', () => resolve())
      this.child.kill('SIGKILL')
    })
  }
}

/** Does a work in a process that ends with it. */
export const inSubprocess = async <O>(file: string, name: string, input: unknown): Promise<O> => {
  const process = Subprocess.start(file)
  try {
    return await process.ask<O>(name, input)
  } finally {
    await process.stop()
  }
}

/** In the process: what it can do. It ends when its parent does. */
export const serve = (works: Readonly<Record<string, (input: never) => Promise<unknown>>>): void => {
  process.on('disconnect', () => process.exit())
  process.on('message', (question) => {
    const { number, name, input } = question as Question
    const work = works[name] as ((input: unknown) => Promise<unknown>) | undefined
    if (!work) throw new Error(`nobody here does ${name}`)
    work(input).then(
      (output) => process.send?.({ number, output } satisfies Answer),
      (error: unknown) => process.send?.({ number, error: String(error instanceof Error ? error.stack : error) }),
    )
  })
}
