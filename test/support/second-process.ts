import { InTurn } from '../../src/commands/in-turn.js'
import { States } from '../../src/commands/states.js'
import type { EventStore } from '../../src/stores/event-store.js'
import type { World } from './world.js'

/** What another process on the log of a world decides with: folded states of its own. */
export interface SecondProcess {
  readonly kernel: InTurn
  readonly states: States
}

export interface Standing {
  readonly isServing?: () => boolean
  readonly holding?: () => () => boolean
}

/** @param events the world's log as it sees it */
export const secondProcess = (
  { disk, runner, core }: World,
  events: EventStore = disk,
  standing: Standing = {},
): SecondProcess => {
  const states = new States(events, () => runner.position)
  const parts = { events, states, models: runner, now: () => core.clock.now(), onBug: () => undefined }
  return { states, kernel: new InTurn({ ...parts, alone: false, ...standing }) }
}
