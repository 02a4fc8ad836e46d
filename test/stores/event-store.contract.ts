import { appendChecks } from './event-store.appends.js'
import { readChecks } from './event-store.reads.js'
import type { Check } from './event-store.samples.js'
import { subscriptionChecks } from './event-store.subscriptions.js'

/** Every guarantee of `src/stores/event-store.ts`; what `close` guarantees is `closingChecks`. Every adapter passes all. */
export const eventStoreChecks: readonly Check[] = [...appendChecks, ...readChecks, ...subscriptionChecks]
