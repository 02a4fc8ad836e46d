import { z } from 'zod'
import type { Reason } from '../../../domain/decision.js'
import { SHUTDOWN, SIGNED_IN_ELSEWHERE, SIGNED_OUT, TOO_SLOW } from '../connection.js'

/** Why the server closes a socket, and what a client should do then (`product.md 3`, Socket). */
export const closes: Readonly<Record<number, { readonly meaning: string; readonly then: string }>> = {
  [SHUTDOWN]: { meaning: 'The server ends.', then: 'Connect again, with back-off.' },
  1002: { meaning: 'What came is no WebSocket frame.', then: 'Mend the client.' },
  1007: { meaning: 'A text frame is not UTF-8.', then: 'Mend the client.' },
  1008: { meaning: 'A message came in more than 64 fragments.', then: 'Mend the client.' },
  1009: { meaning: 'A message was larger than 64 KiB.', then: 'Mend the client.' },
  [SIGNED_IN_ELSEWHERE]: {
    meaning: 'A newer sign-in took the place of this session; the reason is JSON: `device`, `time` (ms), `way`.',
    then: 'Tell the user, and do not connect again.',
  },
  [SIGNED_OUT]: { meaning: 'The session has ended.', then: 'Sign in again.' },
  [TOO_SLOW]: { meaning: '1 MiB waited to be read.', then: 'Connect again, and catch up with event 42.' },
}

/** How the handshake is answered where the socket does not open; the body is the envelope of REST. */
export const handshakeStatuses: Readonly<Record<number, string>> = {
  401: 'The session is not live; the code says why. Sign in again, or present none and be a visitor.',
  403: 'A page of another origin may not open a socket here.',
  404: 'There is no socket at this path.',
  429: 'The session has 5 sockets open.',
  503: 'The server cannot serve now. Try again, with back-off.',
}

/** The codes in those bodies. */
export const handshakeRefusals: readonly Reason[] = [
  ...(['signed-out', 'bad-session', 'taken-over'] as const),
  ...(['bad-parameter', 'too-fast', 'unavailable'] as const),
]

const uuid = z.string().max(100).optional()

/** What the handshake takes beside a session. */
export const handshake = {
  query: z.object({ uuid: uuid.describe('A visitor’s own id, where no header can be set.') }),
  headers: z.object({
    'FZM-AUTH-TOKEN': z.string().optional().describe('The token of a sign-in, instead of the cookie.'),
    'FZM-UUID': uuid.describe('A visitor’s own id; he is called by its first 8 characters.'),
  }),
}
