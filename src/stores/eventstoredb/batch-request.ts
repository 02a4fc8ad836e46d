import shared from '@eventstore/db-client/generated/shared_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import { validate } from 'uuid'
import type { NewEvent } from '../event-store.js'

const maxBytes = 1 << 20

type Proposed = InstanceType<typeof streams.BatchAppendReq.ProposedMessage>

/** An append, encoded once for all its tries. */
export interface Proposal {
  readonly stream: string
  readonly expected: number
  readonly messages: Proposed[]
}

const uuid = (id: string): InstanceType<typeof shared.UUID> => new shared.UUID().setString(id)

function proposed({ id, type, data, metadata }: NewEvent): { message: Proposed; bytes: number } {
  if (!validate(id)) throw new TypeError(`the id of an event must be a UUID: ${id}`)
  const [body, beside] = [Buffer.from(JSON.stringify(data)), Buffer.from(JSON.stringify(metadata))]
  const message = new streams.BatchAppendReq.ProposedMessage().setId(uuid(id)).setData(body).setCustomMetadata(beside)
  message.getMetadataMap().set('type', type).set('content-type', 'application/json')
  return { message, bytes: body.length + beside.length + 2 * type.length }
}

/** The size is what the server counts: data, metadata, and two bytes a character of the type. @throws TypeError */
export function proposal(stream: string, events: readonly NewEvent[], expected: number): Proposal {
  if (events.length === 0) throw new TypeError('an append of no events')
  if (stream === '' || stream.startsWith('$')) throw new TypeError(`${JSON.stringify(stream)} cannot name a stream`)
  const all = events.map(proposed)
  const bytes = all.reduce((sum, each) => sum + each.bytes, 0)
  if (bytes > maxBytes) throw new TypeError(`an append of ${bytes} bytes, which is over 1 MiB`)
  return { stream, expected, messages: all.map(({ message }) => message) }
}

/** Version N is revision N − 1. No deadline: the server would compare it with its own clock. */
export function batchRequest(
  { stream, expected, messages }: Proposal,
  correlation: string,
): InstanceType<typeof streams.BatchAppendReq> {
  const name = new shared.StreamIdentifier().setStreamName(Buffer.from(stream))
  const options = new streams.BatchAppendReq.Options().setStreamIdentifier(name)
  if (expected === 0) options.setNoStream(new shared.Empty())
  else options.setStreamPosition(String(expected - 1))
  return new streams.BatchAppendReq()
    .setCorrelationId(uuid(correlation))
    .setOptions(options)
    .setProposedMessagesList(messages)
    .setIsFinal(true)
}
