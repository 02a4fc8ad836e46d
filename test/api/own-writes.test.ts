import { describe, expect, it } from 'vitest'
import { ownWrites } from '../../src/api/own-writes.js'
import type { Models } from '../../src/projections/models.js'
import { memorySharedState } from '../../src/stores/embedded/shared-state.js'

/** Read models that stand still until they are told to go on. */
class Halted {
  position = 0
  /** What another process has stored. */
  beyond = 0
  stored(): Promise<number> {
    return Promise.resolve(Math.max(this.position, this.beyond))
  }
  waitFor(position: number): Promise<boolean> {
    return Promise.resolve(position <= this.position)
  }
}

const given = (alone: boolean) => {
  const halted = new Halted()
  const models = halted as unknown as Models
  const shared = memorySharedState(() => 0)
  const process = () => ownWrites(models, shared, alone)
  return { halted, here: process(), elsewhere: process(), third: process() }
}

describe('own writes', () => {
  it('are not shown stale: a session waits for what it did, another one does not', async () => {
    const { halted, here } = given(true)
    await here.settle('1', 7)
    expect(await here.areVisible('1')).toBe(false)
    expect(await here.areVisible('2')).toBe(true)
    halted.position = 7
    expect(await here.areVisible('1')).toBe(true)
  })

  it('are not waited for once they were seen', async () => {
    const { halted, here } = given(true)
    await here.settle('1', 7)
    halted.position = 7
    await here.areVisible('1')
    halted.position = 0
    expect(await here.areVisible('1')).toBe(true)
  })

  it('that were noted by two processes, the later one first, are waited for in a third', async () => {
    const { halted, here, elsewhere, third } = given(false)
    await here.settle('1', 9)
    await elsewhere.settle('1', 7)
    halted.position = 7
    expect(await third.areVisible('1')).toBe(false)
    halted.position = 9
    expect(await third.areVisible('1')).toBe(true)
  })

  it.each([true, false])(
    'that came meanwhile, or were noted in another order, are waited for too (alone: %s)',
    async (alone) => {
      const { halted, here, elsewhere } = given(alone)
      await here.settle('1', 9)
      await here.settle('1', 7)
      halted.position = 7
      expect(await here.areVisible('1')).toBe(false)
      if (!alone) expect(await elsewhere.areVisible('1')).toBe(false)
      halted.position = 9
      const seen = here.areVisible('1')
      await here.settle('1', 12)
      expect(await seen).toBe(true)
      expect(await here.areVisible('1')).toBe(false)
    },
  )

  it('are known to other processes', async () => {
    const { halted, here, elsewhere } = given(false)
    await here.settle('1', 7)
    expect(await elsewhere.areVisible('1')).toBe(false)
    halted.position = 7
    expect(await elsewhere.areVisible('1')).toBe(true)
  })

  it('wait for what another process may have shown already', async () => {
    const { halted, here } = given(false)
    halted.beyond = 7
    expect(await here.areVisible('1')).toBe(false)
    halted.position = 7
    expect(await here.areVisible('1')).toBe(true)
  })

  it('leave nothing behind where they could be read in time', async () => {
    const { halted, here } = given(true)
    halted.position = 9
    await here.settle('1', 7)
    halted.position = 0
    expect(await here.areVisible('1')).toBe(true)
  })
})
