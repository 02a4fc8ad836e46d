const SHOWN = 20

/** What must not be: by kind. */
export type Kind = 'lost' | 'doubled' | 'changed' | 'disorder' | 'wrong' | 'failure'

/** What was done and what was found wrong. */
export class Findings {
  readonly counts = {
    kills: 0,
    killsWhileStarting: 0,
    commands: 0,
    repeats: 0,
    messages: 0,
    deliveries: 0,
    catchUps: 0,
  }
  readonly wrong: Record<Kind, number> = { lost: 0, doubled: 0, changed: 0, disorder: 0, wrong: 0, failure: 0 }

  /** Notes what must not be; the first ones are shown at once. */
  note(kind: Kind, what: string): void {
    this.wrong[kind] += 1
    if (this.total <= SHOWN) console.log(`${kind.toUpperCase()}: ${what}`)
  }

  get total(): number {
    return Object.values(this.wrong).reduce((sum, count) => sum + count, 0)
  }

  summary(): string {
    const parts = Object.entries({ ...this.counts, ...this.wrong })
    return parts.map(([name, count]) => `${name} ${count}`).join(', ')
  }
}
