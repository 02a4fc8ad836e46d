/** Where frames stand: number of the segment and offset in it, as one number. */
export type Address = number

export const addressOf = (segment: number, offset: number): Address => segment * 2 ** 32 + offset
export const segmentOf = (address: Address): number => Math.floor(address / 2 ** 32)
export const offsetOf = (address: Address): number => address % 2 ** 32

/** What is kept in memory of one stream: a pair of numbers per append. */
export class Stream {
  /** Of the last event on disk. */
  version = 0
  /** As `version`, with what is being written. */
  pending = 0
  /** First version and address of each frame, in turn: one array, since most streams are short. */
  readonly #frames: number[] = []

  add(version: number, count: number, address: Address): void {
    this.#frames.push(version, address)
    this.version = version + count - 1
    if (this.pending < this.version) this.pending = this.version
  }

  /** Number of the frame that holds a version from 1 to `version`. */
  frameWith(version: number): number {
    let low = 0
    let high = this.#frames.length / 2 - 1
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (this.#frames[2 * middle]! <= version) low = middle
      else high = middle - 1
    }
    return low
  }

  /** Addresses of frames `from` to `to`, both included, as far as there are. */
  addresses(from: number, to: number): Address[] {
    const found: Address[] = []
    for (let i = Math.max(0, from); i <= to && 2 * i < this.#frames.length; i++) found.push(this.#frames[2 * i + 1]!)
    return found
  }
}

/** Every stream by its name. */
export type Streams = Map<string, Stream>

export function streamNamed(streams: Streams, name: string): Stream {
  const known = streams.get(name)
  if (known) return known
  const made = new Stream()
  streams.set(name, made)
  return made
}
