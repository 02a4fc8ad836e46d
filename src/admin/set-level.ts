import { findServer, type ServerOptions } from './server.js'
import { WrongCall, type Verb } from './verb.js'

interface Options extends ServerOptions {
  readonly reason?: string
}

/** `set-level USER LEVEL`: 1 member, 2 customer service, 3 administrator. */
export const setLevelVerb: Verb = (program, desk) => {
  program
    .command('set-level')
    .description('make a user a member (1), customer service (2) or an administrator (3)')
    .argument('<user>', 'id of the user')
    .argument('<level>', '1, 2 or 3')
    .option('--reason <text>', 'why, for the log')
    .option('--url <url>', 'of the server')
    .option('--json', 'for scripts')
    .action(async (user: string, level: string, { reason, json, ...options }: Options) => {
      if (!/^[123]$/.test(level)) throw new WrongCall(`${level} is no level: it is 1, 2 or 3.`)
      const server = await findServer(desk, options)
      const answer = await server.post(`/admin/users/${encodeURIComponent(user)}/level`, {
        level: Number(level),
        reason,
      })
      desk.print(json ? JSON.stringify(answer, null, 2) : `User ${user} has level ${level} now.`)
    })
}
