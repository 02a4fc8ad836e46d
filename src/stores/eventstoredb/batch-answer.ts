import shared from '@eventstore/db-client/generated/shared_pb.js'
import type { BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js'
import { Refused } from './failures.js'

/** What became of an append: where its last event stands, or the version that its stream was at instead. */
export type Outcome =
  { readonly version: number; readonly position: bigint | undefined } | { readonly conflictsWith: number }

type Status = NonNullable<ReturnType<BatchAppendResp['getError']>>

/** The server has no position at hand for a repeat that it has not yet finished writing. */
const noPosition = 2n ** 64n - 1n

function conflict(status: Status): Outcome {
  const name = 'event_store.client.WrongExpectedVersion'
  const found = status.getDetails()?.unpack((bytes) => shared.WrongExpectedVersion.deserializeBinary(bytes), name)
  return { conflictsWith: found?.hasCurrentStreamRevision() ? Number(found.getCurrentStreamRevision()) + 1 : 0 }
}

function failure(status: Status, stream: string): Outcome {
  switch (status.getDetails()?.getTypeName()) {
    case 'event_store.client.WrongExpectedVersion':
      return conflict(status)
    case 'event_store.client.MaximumAppendSizeExceeded':
      throw new TypeError(`an append to ${stream} that is larger than the server is set up to take`)
    case 'event_store.client.StreamDeleted':
      throw new Refused(`${stream} was deleted for good`)
    case 'event_store.client.AccessDenied':
      throw new Refused(`these credentials may not write to ${stream}`)
    default:
      throw new Error(`the server could not append: ${status.getMessage() || 'it timed out'}`)
  }
}

/** @throws Refused, TypeError, and Error for what may pass */
export function outcomeOf(answer: BatchAppendResp, stream: string): Outcome {
  const [status, success] = [answer.getError(), answer.getSuccess()]
  if (status) return failure(status, stream)
  if (!success) throw new Error('the server answered an append with nothing')
  const commit = success.getPosition()?.getCommitPosition()
  const position = commit === undefined ? noPosition : BigInt(commit)
  return {
    version: Number(success.getCurrentRevision()) + 1,
    position: position === noPosition ? undefined : position,
  }
}
