import type { Scene } from './access-matrix.scene.js'

/**
 * Who asks. `member`, `manager` and `owner` are of one room, and friends of a peer; `muted`, `out` (signed out) and `over` (his session
 * was taken over) are members too; `kicked` was one, and a friend; `stranger`, `staff` (level 2) and `admin` (3) are neither.
 */
export const names = [
  ...(['visitor', 'stranger', 'member', 'manager', 'owner', 'staff', 'admin'] as const),
  ...(['out', 'over', 'muted', 'kicked'] as const),
]
export type Name = (typeof names)[number]

/** A body or a frame; `token` instead of that of who asks. */
export interface Ask {
  readonly body?: object
  readonly token?: string
}
/** Makes what the call needs, and says what is asked; it has changed nothing of the scene but added to it. */
export type Play = (scene: Scene, who: Name) => Ask | Promise<Ask>

/** Codes as a text of columns, one line a call, and how each call is made; what stands behind a comma says on what. */
export interface Table {
  readonly text: string
  readonly plays: Readonly<Record<string, Play>>
}

export interface Row {
  readonly name: string
  /** The path, or the event. */
  readonly call: string
  /** Undefined where it cannot be asked: who was never there has said nothing. */
  readonly codes: Readonly<Record<Name, number | undefined>>
  readonly play: Play
}
