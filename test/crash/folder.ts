import { differencesFromReplay, eventsIn } from '../support/replay.js'
import { checkHistory } from './history.js'
import type { World } from './world.js'

/** What the stopped server has left on disk. */
export const checkFolder = async (world: World, folder: string): Promise<void> => {
  const events = await eventsIn(folder)
  console.log(`${events.length} events in the log`)
  checkHistory(world, events)
  for (const difference of await differencesFromReplay(folder, events)) world.findings.note('wrong', difference)
}
