import { EventStoreDBClient, START, excludeSystemEvents } from '@eventstore/db-client'
import { serve } from '../client/subprocess.js'
import type { Built } from '../load/build.js'

serve({
  /** The first so many events that are not the server's own, as EventStoreDB's client catches up with them: decoded, and nothing else. */
  'catch up': async ({ address, events }: { address: string; events: number }): Promise<Built> => {
    const client = EventStoreDBClient.connectionString(address)
    const began = performance.now()
    let read = 0
    const subscription = client.subscribeToAll({ fromPosition: START, filter: excludeSystemEvents() })
    for await (const { event } of subscription) if (event && ++read === events) break
    const seconds = (performance.now() - began) / 1000
    await client.dispose()
    return { events: read, written: 0, seconds }
  },
})
