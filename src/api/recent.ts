/** A bounded map of what was used lately, in two halves: what is not asked for while the younger half fills is forgotten. */
export class Recent<V> {
  #young = new Map<string, V>()
  #old = new Map<string, V>()

  /** @param half so many entries are kept at least, twice as many at most */
  constructor(private readonly half: number) {}

  get(key: string): V | undefined {
    const found = this.#young.get(key)
    if (found !== undefined) return found
    const older = this.#old.get(key)
    if (older !== undefined) this.set(key, older)
    return older
  }

  set(key: string, value: V): void {
    if (this.#young.size >= this.half && !this.#young.has(key)) this.age()
    this.#young.set(key, value)
  }

  /** Forgets what was not used since the last time. */
  age(): void {
    this.#old = this.#young
    this.#young = new Map()
  }
}
