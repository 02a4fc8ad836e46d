import { openDoor } from './door.js'
import { startMember, type Member } from './member.js'

export type Role = 'api' | 'projector' | 'all'

/** Processes of the product on the same stores, behind one address that leads to those who serve clients. */
export interface Cluster {
  readonly url: string
  /** By NODE_ID. */
  readonly members: ReadonlyMap<number, Member>
  /** Starts a process under this number, as it was or in a role of its own. */
  start(node: number, role?: Role): Promise<Member>
  /** Ends one without a word. */
  kill(node: number): Promise<void>
  close(): Promise<void>
}

export interface ClusterOptions {
  /** `EVENTSTORE_URL`, `MONGODB_URL` and whatever else is not the default. */
  readonly env: Readonly<Record<string, string>>
  /** The role of each process: its NODE_ID is its place. */
  readonly roles?: readonly Role[]
  readonly port?: number
  /** What the processes print, as it comes. */
  readonly hears?: (piece: string) => void
}

export const DATA_KEY = Buffer.alloc(32, 1).toString('base64')

/** What a process on both external stores is told beside their addresses; the secrets are the same in each start. */
export const externals = (role: Role, node: number) => ({
  EVENT_STORE: 'eventstoredb',
  READ_STORE: 'mongodb',
  ROLE: role,
  NODE_ID: String(node),
  SESSION_SECRET: 'a secret of the tests',
  DATA_KEY,
  ADMIN_TOKEN: 'token-of-the-operators',
})

export const startCluster = async (options: ClusterOptions): Promise<Cluster> => {
  const { roles = ['api', 'api', 'projector'], port, hears } = options
  const members = new Map<number, Member>()
  const kept = new Map(roles.map((role, node) => [node, role] as const))
  const serving = () => [...members].flatMap(([node, member]) => (kept.get(node) === 'projector' ? [] : [member.port]))
  const start: Cluster['start'] = async (node, role = kept.get(node) ?? 'api') => {
    kept.set(node, role)
    const member = await startMember({ ...externals(role, node), ...options.env }, hears)
    members.set(node, member)
    return member
  }
  const stopAll = async (): Promise<void> => void (await Promise.all([...members.values()].map((each) => each.stop())))
  const started = await Promise.allSettled(roles.map((_, node) => start(node)))
  for (const each of started)
    if (each.status === 'rejected') {
      await stopAll()
      throw each.reason
    }
  const door = await openDoor(serving, port)
  return {
    url: door.url,
    members,
    start,
    async kill(node) {
      const member = members.get(node)
      members.delete(node)
      await member?.kill()
    },
    async close() {
      await stopAll()
      await door.close()
    },
  }
}
