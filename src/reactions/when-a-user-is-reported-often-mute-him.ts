import { muteForReports } from '../commands/moderation.js'
import type { Reaction } from './reaction.js'

export const whenAUserIsReportedOftenMuteHim: Reaction = {
  name: 'when a user is reported often, mute him',
  fits: ({ event }) => event.type === 'UserReported',
  run: async (context, { id, event, due: at }) => {
    if (event.type === 'UserReported') await muteForReports(context, { id, data: event.data, at })
  },
}
