import shared from '@eventstore/db-client/generated/shared_pb.js'
import status from '@eventstore/db-client/generated/status_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import any from 'google-protobuf/google/protobuf/any_pb.js'
import type { Expected, LogRecord, NewRecord, Written } from './log.js'
import { maxAppendBytes } from './log.js'

type Request = InstanceType<typeof streams.BatchAppendReq>
type Answer = InstanceType<typeof streams.BatchAppendResp>

const text = (bytes: Uint8Array | string): string => Buffer.from(bytes as Uint8Array).toString()

export const nameOf = (identifier: InstanceType<typeof shared.StreamIdentifier> | undefined): string =>
  text(identifier?.getStreamName() ?? '')

const identifierOf = (name: string) => new shared.StreamIdentifier().setStreamName(Buffer.from(name))

export function readResponse(record: LogRecord): InstanceType<typeof streams.ReadResp> {
  const recorded = new streams.ReadResp.ReadEvent.RecordedEvent()
    .setId(new shared.UUID().setString(record.id))
    .setStreamIdentifier(identifierOf(record.stream))
    .setStreamRevision(String(record.revision))
    .setCommitPosition(String(record.position))
    .setPreparePosition(String(record.position))
    .setData(record.data)
    .setCustomMetadata(record.metadata)
  recorded.getMetadataMap().set('type', record.type).set('content-type', record.contentType).set('created', '0')
  const event = new streams.ReadResp.ReadEvent().setEvent(recorded).setCommitPosition(String(record.position))
  return new streams.ReadResp().setEvent(event)
}

export const notFound = (name: string) =>
  new streams.ReadResp().setStreamNotFound(
    new streams.ReadResp.StreamNotFound().setStreamIdentifier(identifierOf(name)),
  )

export const confirmation = () =>
  new streams.ReadResp().setConfirmation(new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId('s'))

export function expectedOf(options: InstanceType<typeof streams.BatchAppendReq.Options>): Expected {
  if (options.hasNoStream()) return 'no-stream'
  if (options.hasAny()) return 'any'
  return options.hasStreamExists() ? 'stream-exists' : Number(options.getStreamPosition())
}

const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)

/** @throws Error for what the server calls a bad request */
export function recordsOf(request: Request): NewRecord[] {
  return request.getProposedMessagesList().map((message) => {
    const [id, type] = [message.getId()?.getString() ?? '', message.getMetadataMap().get('type') ?? '']
    if (!isUuid(id) || type === '') throw new Error('an event needs a UUID and a type')
    const contentType = message.getMetadataMap().get('content-type') ?? ''
    return { id, type, contentType, data: message.getData_asU8(), metadata: message.getCustomMetadata_asU8() }
  })
}

function packed(name: string, message: { serializeBinary(): Uint8Array }, sentence: string) {
  const details = new any.Any()
  details.pack(message.serializeBinary(), `event_store.client.${name}`)
  return new status.Status().setMessage(sentence).setDetails(details)
}

const badRequest = (sentence: string) => packed('BadRequest', new shared.BadRequest().setMessage(sentence), sentence)

function errorOf(written: Exclude<Written, { revision: number }>, name: string) {
  if (written === 'deleted')
    return packed('StreamDeleted', new shared.StreamDeleted().setStreamIdentifier(identifierOf(name)), 'deleted')
  if (written === 'too-large')
    return packed(
      'MaximumAppendSizeExceeded',
      new shared.MaximumAppendSizeExceeded().setMaxappendsize(maxAppendBytes),
      'too large',
    )
  const wrong = new shared.WrongExpectedVersion()
  if (written.wrongVersion < 0) wrong.setCurrentNoStream(new shared.Empty())
  else wrong.setCurrentStreamRevision(String(written.wrongVersion))
  return packed('WrongExpectedVersion', wrong, 'wrong expected version')
}

export function batchAnswer(request: Request, name: string, written: Written): Answer {
  const answer = new streams.BatchAppendResp().setStreamIdentifier(identifierOf(name))
  answer.setCorrelationId(request.getCorrelationId())
  if (typeof written === 'string' || 'wrongVersion' in written) return answer.setError(errorOf(written, name))
  const at = String(BigInt.asUintN(64, BigInt(written.position)))
  const position = new shared.AllStreamPosition().setCommitPosition(at).setPreparePosition(at)
  const success = new streams.BatchAppendResp.Success().setCurrentRevision(String(written.revision))
  return answer.setSuccess(success.setPosition(position))
}

export const badAnswer = (request: Request, sentence: string): Answer =>
  new streams.BatchAppendResp().setCorrelationId(request.getCorrelationId()).setError(badRequest(sentence))
