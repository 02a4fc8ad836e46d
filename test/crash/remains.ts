import type { Recorded } from '../../src/domain/decision.js'
import type { AnyEvent } from '../../src/domain/events.js'
import type { DocumentStore } from '../../src/stores/document-store.js'
import { openEventStoreDb } from '../../src/stores/eventstoredb/event-store.js'
import { openMongoDocumentStore } from '../../src/stores/mongodb/document-store.js'
import type { Servers } from '../support/cluster/servers.js'
import { differencesFromReplay, documentsIn, eventsIn } from '../support/replay.js'
import { checkHistory } from './history.js'
import type { World } from './world.js'

const eventsOn = async ({ env }: Servers): Promise<Recorded<AnyEvent>[]> => {
  const store = await openEventStoreDb(env.EVENTSTORE_URL)
  const all: Recorded<AnyEvent>[] = []
  for await (const run of store.readAll(0)) all.push(...(run as Recorded<AnyEvent>[]))
  await store.close()
  return all
}

const documentsOn = ({ env }: Servers): Promise<DocumentStore> => openMongoDocumentStore(env.MONGODB_URL)

/** What the stopped server has left in its folder, or on the servers that it was told. */
export const checkRemains = async (world: World, folder: string, servers: Servers | undefined): Promise<void> => {
  const events = await (servers ? eventsOn(servers) : eventsIn(folder))
  console.log(`${events.length} events in the log`)
  checkHistory(world, events)
  const documents = await (servers ? documentsOn(servers) : documentsIn(folder))
  for (const difference of await differencesFromReplay(documents, events)) world.findings.note('wrong', difference)
}
