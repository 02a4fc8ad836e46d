import { crc32 } from 'node:zlib'
import type { Event, Metadata, Recorded } from '../../../domain/decision.js'

/**
 * One append as it stands in a segment (docs/log-format.md), numbers little-endian:
 * 0 magic FF 41 4C 01 · 4 CRC-32 of all behind it · 8 length of the frame · 12 committed · 16 first position (8 bytes) ·
 * 24 first version · 28 number of events (2) · 30 length of the stream's name (2) · 32 name · events as a JSON array
 */
const headerBytes = 32
/** An append holds at most 1 MiB of JSON, and a name of 1,000 characters at most. */
export const maxJsonBytes = 1 << 20
export const maxNameLength = 1000
export const maxFrameBytes = headerBytes + 3 * maxNameLength + maxJsonBytes
/** FF never occurs in UTF-8, so that a frame can be looked for behind damage. */
export const magic = Buffer.from([0xff, 0x41, 0x4c, 0x01])
const magicNumber = magic.readUInt32LE(0)

export interface Frame {
  /** Where the frame begins and ends in the bytes it was found in. */
  readonly start: number
  readonly end: number
  /** Everything before this offset of the segment was on disk when the frame was written. */
  readonly committed: number
  /** Of its first event. */
  readonly position: number
  readonly version: number
  readonly count: number
}

/** What is written of one append. `bytes` is the length of the whole frame. */
export interface Draft {
  readonly name: string
  readonly json: string
  readonly count: number
  readonly bytes: number
  readonly version: number
}

type StoredEvent = Event & { readonly id: string; readonly metadata: Metadata }

/** Length in bytes of the frame of a name and its events as JSON. */
export function frameBytes(name: string, json: string): number {
  return headerBytes + Buffer.byteLength(name) + Buffer.byteLength(json)
}

/** Writes one frame of exactly `draft.bytes` at `start`. */
export function writeFrame(into: Buffer, start: number, draft: Draft, place: { position: number; committed: number }) {
  const end = start + draft.bytes
  into.writeUInt32LE(magicNumber, start)
  into.writeUInt32LE(draft.bytes, start + 8)
  into.writeUInt32LE(place.committed, start + 12)
  into.writeUInt32LE(place.position % 2 ** 32, start + 16)
  into.writeUInt32LE(Math.floor(place.position / 2 ** 32), start + 20)
  into.writeUInt32LE(draft.version, start + 24)
  into.writeUInt16LE(draft.count, start + 28)
  const nameBytes = into.write(draft.name, start + headerBytes)
  into.writeUInt16LE(nameBytes, start + 30)
  into.write(draft.json, start + headerBytes + nameBytes)
  into.writeUInt32LE(crc32(into.subarray(start + 8, end)), start + 4)
}

/** Where the frame at `start` ends if its first bytes are to be believed; 0 if they are none of a frame. Not checked. */
export function claimedEnd(bytes: Buffer, start: number): number {
  if (start + headerBytes > bytes.length || bytes.readUInt32LE(start) !== magicNumber) return 0
  const length = bytes.readUInt32LE(start + 8)
  return length <= headerBytes || length > maxFrameBytes ? 0 : start + length
}

/** The frame at `start`; undefined if there is no whole one, or its CRC is wrong. */
export function frameAt(bytes: Buffer, start: number): Frame | undefined {
  const end = claimedEnd(bytes, start)
  if (end === 0 || end > bytes.length) return undefined
  if (crc32(bytes.subarray(start + 8, end)) !== bytes.readUInt32LE(start + 4)) return undefined
  return {
    start,
    end,
    committed: bytes.readUInt32LE(start + 12),
    position: bytes.readUInt32LE(start + 16) + bytes.readUInt32LE(start + 20) * 2 ** 32,
    version: bytes.readUInt32LE(start + 24),
    count: bytes.readUInt16LE(start + 28),
  }
}

export function streamOf(bytes: Buffer, frame: Frame): string {
  const name = frame.start + headerBytes
  return bytes.toString('utf8', name, name + bytes.readUInt16LE(frame.start + 30))
}

/** The events of a frame, in order. */
export function eventsOf(bytes: Buffer, frame: Frame): Recorded[] {
  const name = frame.start + headerBytes
  const json = name + bytes.readUInt16LE(frame.start + 30)
  const stream = bytes.toString('utf8', name, json)
  const stored = JSON.parse(bytes.toString('utf8', json, frame.end)) as StoredEvent[]
  return stored.map(({ id, type, data, metadata }, i) => ({
    position: frame.position + i,
    stream,
    version: frame.version + i,
    id,
    type,
    data,
    metadata,
  }))
}
