import type { AllStreamRecordedEvent, RecordedEvent } from '@eventstore/db-client'
import type { Metadata, Recorded } from '../../domain/decision.js'

/** An event as the client gives it back. */
export type ClientEvent = RecordedEvent | AllStreamRecordedEvent

/**
 * A commit position as a number; each event of an append has its own.
 * @throws RangeError above 2^53, which also is what servers before 22.6 give for events read by stream
 */
export const safePosition = (commit: bigint): number => {
  const position = Number(commit)
  if (Number.isSafeInteger(position)) return position
  throw new RangeError(`the position ${commit} is above 2^53; EventStoreDB must be 22.6 or newer`)
}

export const positionOf = ({ position, id }: ClientEvent): number => {
  if (!position) throw new RangeError(`event ${id} has no position`)
  return safePosition(position.commit)
}

export const toRecorded = (event: ClientEvent): Recorded => ({
  id: event.id,
  type: event.type,
  data: event.data as object,
  metadata: event.metadata as unknown as Metadata,
  stream: event.streamId,
  version: Number(event.revision) + 1,
  position: positionOf(event),
})

/** Neither the server's own, nor a link, nor of another application: ours carry their time. */
export const isOurs = ({ type, streamId, isJson, metadata }: ClientEvent): boolean =>
  !type.startsWith('$') &&
  !streamId.startsWith('$') &&
  isJson &&
  typeof (metadata as Partial<Metadata> | undefined)?.at === 'number'
