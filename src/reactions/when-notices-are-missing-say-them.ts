import { announce } from '../commands/conversation.js'
import type { Reaction } from './reaction.js'

export const whenNoticesAreMissingSayThem: Reaction = {
  name: 'when notices are missing, say them',
  fits: ({ missing }) => missing.length > 0,
  run: (context, { id, event }) => announce(context, [{ id, ...event }]),
}
