import { once, type EventEmitter } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js'
import type { BatchAppendReq, BatchAppendResp, ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js'
import {
  Metadata,
  Server,
  ServerCredentials,
  status,
  type ServerDuplexStream,
  type ServerWritableStream,
} from '@grpc/grpc-js'
import { Faults } from './faults.js'
import { DoubleLog, type LogRecord, type Written } from './log.js'
import {
  badAnswer,
  batchAnswer,
  confirmation,
  expectedOf,
  nameOf,
  notFound,
  readResponse,
  recordsOf,
} from './messages.js'
import { InvalidPosition, StreamDeleted, allRecords, filterOf, startIndex, streamRecords } from './reading.js'
import { Wire } from './wire.js'

const nothing = (): void => undefined

type ReadCall = ServerWritableStream<ReadReq, ReadResp>
type BatchCall = ServerDuplexStream<BatchAppendReq, BatchAppendResp>

/** A server that speaks EventStoreDB's protocol as 23.10 does, and can be told to misbehave. */
export class EventStoreDouble {
  readonly log = new DoubleLog()
  readonly faults = new Faults()

  private constructor(
    readonly server: Server,
    readonly wire: Wire,
  ) {
    server.addService(StreamsService, {
      read: (call: ReadCall) => void this.#read(call),
      batchAppend: (call: BatchCall) => this.#batchAppend(call),
    })
  }

  static async start(): Promise<EventStoreDouble> {
    const server = new Server()
    const port = await new Promise<number>((resolve, reject) =>
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    )
    return new EventStoreDouble(server, await Wire.to(port))
  }

  get url(): string {
    return `esdb://127.0.0.1:${this.wire.port}?tls=false`
  }

  async stop(): Promise<void> {
    this.faults.resume()
    await this.wire.shut()
    this.server.forceShutdown()
  }

  /** One after the other, as the server's writer does. */
  #batchAppend(call: BatchCall): void {
    let before = Promise.resolve()
    call.on('data', (request: BatchAppendReq) => {
      before = before.then(() => this.#append(call, request))
    })
    call.on('end', () => void before.then(() => call.end()))
  }

  async #append(call: BatchCall, request: BatchAppendReq): Promise<void> {
    this.faults.appends++
    await this.faults.passed()
    if (this.faults.writeAfterMs > 0) await delay(this.faults.writeAfterMs)
    if (this.faults.loses('loseRequests')) return
    const options = request.getOptions()!
    const name = nameOf(options.getStreamIdentifier())
    try {
      const before = this.log.records.length
      const appended = this.log.append(name, recordsOf(request), expectedOf(options))
      const isRepeat = this.log.records.length === before
      const written = isRepeat ? this.#repeated(name, appended) : appended
      if (!this.faults.loses('loseAnswers')) this.#answer(call, batchAnswer(request, name, written))
    } catch (error) {
      this.#answer(call, badAnswer(request, String(error)))
    }
  }

  #repeated(name: string, written: Written): Written {
    if (typeof written === 'string' || 'wrongVersion' in written) return written
    if (this.faults.repeats === 'as-a-conflict') return { wrongVersion: this.log.stream(name)!.length - 1 }
    return this.faults.repeats === 'without-position' ? { ...written, position: -1 } : written
  }

  #answer(call: BatchCall, answer: BatchAppendResp): void {
    if (this.faults.answerAfterMs > 0) setTimeout(() => call.write(answer), this.faults.answerAfterMs)
    else call.write(answer)
  }

  async #read(call: ReadCall): Promise<void> {
    const options = call.request.getOptions()!
    try {
      await this.faults.passed()
      if (options.hasSubscription()) await this.#subscribe(call)
      else if (options.hasAll()) await this.#send(call, allRecords(this.log, options))
      else await this.#sendStream(call)
      call.end()
    } catch (error) {
      fail(call, error)
    }
  }

  async #sendStream(call: ReadCall): Promise<void> {
    const options = call.request.getOptions()!
    const records = streamRecords(this.log, options)
    if (records) await this.#send(call, records)
    else call.write(notFound(nameOf(options.getStream()!.getStreamIdentifier())))
  }

  async #send(call: ReadCall, records: readonly LogRecord[]): Promise<void> {
    for (const record of records) {
      if (call.cancelled) return
      this.faults.sent++
      if (!call.write(readResponse(record))) await firstOf([call, 'drain'], [call, 'cancelled'])
    }
  }

  async #subscribe(call: ReadCall): Promise<void> {
    const options = call.request.getOptions()!
    const wanted = filterOf(options)
    let next = startIndex(this.log, options)
    // a subscription begins behind its position
    if (options.getAll()!.hasPosition() && next < this.log.records.length) next++
    call.write(confirmation())
    this.faults.subscribed(call)
    while (!call.cancelled) {
      const records = this.log.records.slice(next)
      next += records.length
      await this.#send(call, this.faults.isMuted(call) ? [] : records.filter(wanted))
      if (next === this.log.records.length) await firstOf([this.log.appended, 'appended'], [call, 'cancelled'])
    }
    this.faults.ended(call)
  }
}

/** Waits for one event of each emitter, whichever is first. */
async function firstOf(...events: readonly (readonly [emitter: EventEmitter, event: string])[]): Promise<void> {
  const stop = new AbortController()
  try {
    await Promise.race(events.map(([emitter, event]) => once(emitter, event, { signal: stop.signal }).catch(nothing)))
  } finally {
    stop.abort()
  }
}

function fail(call: ReadCall, error: unknown): void {
  const metadata = new Metadata()
  if (error instanceof StreamDeleted) {
    metadata.set('exception', 'stream-deleted')
    metadata.set('stream-name', error.message)
  }
  const code = error instanceof StreamDeleted ? status.FAILED_PRECONDITION : status.UNKNOWN
  const details = error instanceof InvalidPosition ? 'Unexpected ReadAllResult: Error' : String(error)
  call.emit('error', { code, details, metadata })
}
