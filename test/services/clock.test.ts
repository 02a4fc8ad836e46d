import { describe, expect, it } from 'vitest'
import { timeOfId } from '../../src/domain/ids.js'
import { createClock, goOnAbove } from '../../src/services/clock.js'
import { withFolder, withStore } from '../support/log-folder.js'

const start = Date.UTC(2026, 0, 1)

describe('the clock', () => {
  it('does not go back when the system does', () => {
    let system = start
    const clock = createClock(0, () => system)
    expect(clock.now()).toBe(start)
    system -= 5000
    expect(clock.now()).toBe(start)
    system = start + 1
    expect(clock.now()).toBe(start + 1)
  })

  it('makes ids that increase, also 1,000 in one ms, and is never behind them', () => {
    const clock = createClock(3, () => start)
    let last = 0
    for (let i = 0; i < 1000; i++) {
      const id = clock.nextId()
      expect(Number(id)).toBeGreaterThan(last)
      expect(timeOfId(id)).toBeLessThanOrEqual(clock.now())
      last = Number(id)
    }
  })

  it('makes an id above a given one, and goes on above it', () => {
    const clock = createClock(1, () => start)
    const far = createClock(2, () => start + 60_000).nextId()
    const id = clock.nextId(far)
    expect(Number(id)).toBeGreaterThan(Number(far))
    expect(clock.now()).toBe(timeOfId(id))
    expect(Number(clock.nextId())).toBeGreaterThan(Number(id))
  })

  it('goes on above what it was raised to', () => {
    const clock = createClock(0, () => start)
    clock.raise(start + 10)
    expect(clock.now()).toBe(start + 10)
    expect(timeOfId(clock.nextId())).toBe(start + 10)
  })

  it('is moved forward by its offset', () => {
    const clock = createClock(0, () => start)
    clock.setOffset(86_400_000)
    expect(clock.now()).toBe(start + 86_400_000)
    expect(clock.offset).toBe(86_400_000)
    clock.setOffset(0)
    expect(clock.now()).toBe(start + 86_400_000)
  })

  it('makes no id again that the log holds, though the system was put back before the start', () =>
    withFolder((folder) =>
      withStore(folder, async (events) => {
        const before = createClock(0, () => start)
        const ids = Array.from({ length: 3 }, () => before.nextId())
        const metadata = { at: before.now() }
        await events.append('user-1', [{ id: crypto.randomUUID(), type: 'UserRenamed', data: {}, metadata }], 0)
        const clock = createClock(0, () => start - 60_000)
        await goOnAbove(clock, events, 1_000)
        expect(Number(clock.nextId())).toBeGreaterThan(Number(ids.at(-1)))
        expect(clock.now()).toBeGreaterThan(metadata.at)
      }),
    ))
})
