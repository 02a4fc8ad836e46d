import { randomUUID } from 'node:crypto'
import type { EventStoreDBClient } from '@eventstore/db-client'
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js'
import type { BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js'
import { outcomeOf, type Outcome } from './batch-answer.js'
import { StoreUnavailable } from '../event-store.js'
import { batchRequest, type Proposal } from './batch-request.js'
import { NoAnswer, within } from './failures.js'

type Line = ReturnType<StreamsClient['batchAppend']>

interface Waiting {
  readonly answered: (answer: BatchAppendResp) => void
  readonly failed: (error: Error) => void
}

/**
 * Appends over one long-lived call, which costs the client a fifth of a call for each.
 * The client's own `appendToStream` does the same with one table for all clients of a process: a cut line fails the appends of all
 * lines, an answer that nobody waits for any more ends the process, and one that never comes is waited for ever. Here each line has its own.
 * `oneLine`: when it has ended, everything fails, so that what is appended later cannot overtake what was lost with it.
 */
export class BatchAppends {
  readonly #lines = new WeakMap<StreamsClient, Line | Promise<Line>>()
  readonly #waiting = new WeakMap<Line, Map<string, Waiting>>()
  readonly #line: () => Promise<Line>

  constructor(
    client: EventStoreDBClient,
    private readonly answerMs: number,
    oneLine = false,
  ) {
    // The client keeps these to itself, but they are what follows a changed leader and takes up a lost connection.
    const open = (grpc: StreamsClient) =>
      this.#open(grpc.batchAppend(...client['callArguments']({}, { deadline: Infinity })))
    const line = client['GRPCStreamCreator'](StreamsClient, 'batchAppend', open, this.#lines)
    let only: Promise<Line> | undefined
    this.#line = oneLine ? () => (only ??= line()) : line
  }

  /** One try. @throws NoAnswer, Refused, TypeError, StoreUnavailable where it may not be written, and Error for what may pass */
  async append(proposal: Proposal, mayWrite: () => boolean): Promise<Outcome> {
    const line = await within(this.#line(), this.answerMs, 'a connection to EventStoreDB')
    if (!mayWrite()) throw new StoreUnavailable(`this process may not append to ${proposal.stream} any more`)
    const id = randomUUID()
    const waiting = this.#waiting.get(line)
    const answer = new Promise<BatchAppendResp>((answered, failed) => {
      if (!waiting) return failed(new NoAnswer('the connection has ended'))
      waiting.set(id, { answered, failed })
      line.write(batchRequest(proposal, id))
    })
    try {
      return outcomeOf(await within(answer, this.answerMs, 'an append'), proposal.stream)
    } finally {
      waiting?.delete(id)
    }
  }

  #open(line: Line): Line {
    const waiting = new Map<string, Waiting>()
    const fail = (error: Error): void => {
      this.#waiting.delete(line)
      for (const { failed } of waiting.values()) failed(error)
      waiting.clear()
    }
    this.#waiting.set(line, waiting)
    line.on('data', (answer: BatchAppendResp) => {
      const id = answer.getCorrelationId()?.getString() ?? ''
      waiting.get(id)?.answered(answer)
    })
    line.on('error', fail)
    line.on('end', () => {
      fail(new NoAnswer('the server ended the connection'))
      line.end()
    })
    return line
  }
}
