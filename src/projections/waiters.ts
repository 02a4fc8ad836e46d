interface Waiter {
  readonly position: number
  readonly until: number
  readonly answer: (reached: boolean) => void
}

/** Who waits for a position of the log to become visible. */
export class Waiters {
  #waiting: Waiter[] = []
  #timer: NodeJS.Timeout | undefined

  /** true once it is reached, false after so many ms. */
  add(position: number, ms: number): Promise<boolean> {
    return new Promise((answer) => {
      this.#waiting.push({ position, until: performance.now() + ms, answer })
      this.#timer ??= setInterval(() => this.#expire(), 50).unref()
    })
  }

  reached(position: number): void {
    if (this.#waiting.length === 0) return
    const done = this.#waiting.filter((waiter) => waiter.position <= position)
    if (done.length === 0) return
    this.#keep((waiter) => waiter.position > position)
    for (const { answer } of done) answer(true)
  }

  #expire(): void {
    const now = performance.now()
    const late = this.#waiting.filter(({ until }) => until <= now)
    this.#keep(({ until }) => until > now)
    for (const { answer } of late) answer(false)
  }

  #keep(those: (waiter: Waiter) => boolean): void {
    this.#waiting = this.#waiting.filter(those)
    if (this.#waiting.length > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  end(): void {
    for (const { answer } of this.#waiting) answer(false)
    this.#keep(() => false)
  }
}
