import type { IncomingMessage } from 'node:http'
import { Rejection } from '../domain/decision.js'

/** More than this is refused (`product.md 3`). */
const MAX_BODY_BYTES = 64 * 1024
/** So much of a body that is too big is read and thrown away, so that its sender reads the answer. */
const PATIENCE_BYTES = 4 * 1024 * 1024

/** The whole body; undefined for one that is too big. @throws Rejection bad-parameter when the connection breaks off */
export const readBytes = (request: IncomingMessage, most = MAX_BODY_BYTES): Promise<Buffer | undefined> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= most) chunks.push(chunk)
      if (bytes > PATIENCE_BYTES) resolve(undefined)
    })
    request.on('end', () => resolve(bytes > most ? undefined : Buffer.concat(chunks)))
    const broken = (): void => reject(new Rejection('bad-parameter', 'the body broke off'))
    request.on('error', broken)
    request.on('close', () => {
      if (!request.complete) broken()
    })
  })
