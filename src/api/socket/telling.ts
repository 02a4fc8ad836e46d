/** Who gets a frame or a notice, in the words of `docs/notices-and-frames.md`. */
export type Hearer =
  | 'members'
  | 'owner and managers'
  | 'who joined'
  | 'who left'
  | 'who was kicked'
  | 'the applicant'
  | 'both friends'
  | 'everybody'
  | 'who was muted'
  | 'older clients in the conversation'
  | 'the session taken over'
  | 'the session signed out'

/** What a row of the push table sends: `frame` is its event number, or the code that sockets are closed with. */
export interface Telling {
  readonly frame: number
  readonly to: readonly Hearer[]
}

export const tell = (frame: number, ...to: readonly Hearer[]): Telling => ({ frame, to })
