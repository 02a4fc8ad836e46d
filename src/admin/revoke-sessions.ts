import { findServer, type ServerOptions } from './server.js'
import type { Verb } from './verb.js'

interface Options extends ServerOptions {
  readonly reason?: string
}

/** `revoke-sessions USER`: signs a user out everywhere. */
export const revokeSessionsVerb: Verb = (program, desk) => {
  program
    .command('revoke-sessions')
    .description('sign a user out everywhere')
    .argument('<user>', 'id of the user')
    .option('--reason <text>', 'why, for the log')
    .option('--url <url>', 'of the server')
    .option('--json', 'for scripts')
    .action(async (user: string, { reason, json, ...options }: Options) => {
      const server = await findServer(desk, options)
      const answer = await server.post(`/admin/users/${encodeURIComponent(user)}/revoke-sessions`, { reason })
      desk.print(json ? JSON.stringify(answer, null, 2) : `User ${user} is signed out everywhere.`)
    })
}
