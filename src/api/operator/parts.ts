import type { Context, Core } from '../../commands/context.js'
import type { AdjustableClock } from '../../services/clock.js'
import type { Logger } from '../../services/logger.js'
import type { Metrics } from '../../services/metrics.js'
import type { Settings } from '../../settings.js'
import type { EventStore } from '../../stores/event-store.js'
import type { Body } from '../wire.js'

/** What the operators' door stands on. */
export interface OperatorParts {
  readonly core: Core
  readonly events: EventStore
  readonly clock: AdjustableClock
  readonly adminToken: string
  readonly settings: Pick<Settings, 'CLOCK'>
  readonly metrics: Metrics
  readonly logger: Logger
  /** Names of the read models. */
  readonly models: readonly string[]
  /** Whether this process may serve users at this moment. */
  readonly isServing: () => boolean
  /** What read models could not fold: how many events wait in each place. */
  readonly parked: () => readonly { readonly count: number }[]
}

/** One request of an operator. */
export interface OperatorAsk {
  readonly context: Context
  /** The variable parts of the path. */
  readonly params: Readonly<Record<string, string>>
  readonly query: Body
  /** @throws Rejection bad-parameter */
  readonly body: () => Promise<Body>
}

/** A row of the operators' table: its result is the reply. */
export interface OperatorRoute {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly run: (parts: OperatorParts, ask: OperatorAsk) => Promise<object>
}
