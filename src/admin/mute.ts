import { findServer, type ServerOptions } from './server.js'
import { WrongCall, type Verb } from './verb.js'

interface Options extends ServerOptions {
  readonly reason?: string
}

/** `mute USER UNTIL`: until a time in ms; 0 ends a mute. */
export const muteVerb: Verb = (program, desk) => {
  program
    .command('mute')
    .description('keep a user from speaking until a time')
    .argument('<user>', 'id of the user')
    .argument('<until>', 'ms since 1970; 0 ends a mute')
    .option('--reason <text>', 'why, for the log')
    .option('--url <url>', 'of the server')
    .option('--json', 'for scripts')
    .action(async (user: string, until: string, { reason, json, ...options }: Options) => {
      if (!/^\d{1,15}$/.test(until)) throw new WrongCall(`${until} is no time in ms.`)
      const server = await findServer(desk, options)
      const answer = await server.post(`/admin/users/${encodeURIComponent(user)}/mute`, {
        until: Number(until),
        reason,
      })
      if (json) return desk.print(JSON.stringify(answer, null, 2))
      const date = new Date(Number(until))
      const end = Number.isNaN(date.valueOf()) ? until : date.toISOString()
      desk.print(Number(until) === 0 ? `User ${user} may speak.` : `User ${user} is muted until ${end}.`)
    })
}
