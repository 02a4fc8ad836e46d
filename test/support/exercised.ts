/** What the tests of this file were answered by a server: paths with `result` 0, and `event N` of the socket. */
export const exercised = new Set<string>()

/** Frames that are only sent are told by another event. */
const sentOnly = [42, 45]

export const noteSent = ({ eventType }: { eventType?: unknown }): void => {
  if (sentOnly.includes(eventType as number)) exercised.add(`event ${String(eventType)}`)
}

export const noteReceived = ({ eventType, code = 0 }: { eventType?: number; code?: unknown }): void => {
  if (code === 0) exercised.add(`event ${eventType}`)
}
