const FINAL_TEXT = 0x81
const TWO_BYTES = 126
const EIGHT_BYTES = 127

/**
 * A whole WebSocket text frame (RFC 6455 5.2, unmasked, as servers send it) in one Buffer: made once and written to many sockets.
 * `JSON.stringify` leaves no lone surrogates, so its text is valid UTF-8.
 */
export const textFrame = (text: string): Buffer => {
  const length = Buffer.byteLength(text)
  const header = headerLength(length)
  const frame = Buffer.allocUnsafe(header + length)
  frame[0] = FINAL_TEXT
  if (header === 2) frame[1] = length
  else if (header === 4) {
    frame[1] = TWO_BYTES
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = EIGHT_BYTES
    frame.writeBigUInt64BE(BigInt(length), 2)
  }
  frame.write(text, header)
  return frame
}

const headerLength = (length: number): 2 | 4 | 10 => {
  if (length < TWO_BYTES) return 2
  return length < 65_536 ? 4 : 10
}

/** A frame that holds one JSON object. */
export const jsonFrame = (body: object): Buffer => textFrame(JSON.stringify(body))
