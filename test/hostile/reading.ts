import type { Server } from '../../bench/client/server.js'
import type { Person } from './people.js'
import { says } from './people.js'

interface Log {
  readonly logs: readonly { readonly logId: string }[]
  readonly nextLog: string
}
interface Applications {
  readonly applyList: readonly object[]
  readonly nextId: string
}

/** Pages through a log to its end; each page is answered with 0. */
const readLog = async (server: Server, person: Person, path: string, id: string): Promise<void> => {
  for (let startId = ''; startId !== '-1';) {
    const page = await says<Log>(server, person, path, { id, startId, number: 100 })
    startId = page.nextLog
  }
}

const readApplications = async (server: Server, person: Person): Promise<void> => {
  for (let id = ''; id !== '-1';)
    id = (await says<Applications>(server, person, '/chat33/applyList', { id, number: 100 })).nextId
}

interface Listed {
  readonly roomList: readonly { readonly id: string }[]
  readonly userList: readonly { readonly id: string }[]
  readonly groups: readonly { readonly groupId: string }[]
}

/** Everything that this person can list and page through is still read without an error. */
export const readAll = async (server: Server, person: Person): Promise<void> => {
  const list = (path: string, body: object): Promise<Listed> => says<Listed>(server, person, path, body)
  for (const { id } of (await list('/room/list', { type: 3 })).roomList) {
    await list('/room/info', { roomId: id })
    await list('/room/userList', { roomId: id })
    await readLog(server, person, '/room/chatLog', id)
  }
  for (const { id } of (await list('/friend/list', { type: 3 })).userList) {
    await list('/user/userInfo', { id })
    await readLog(server, person, '/friend/chatLog', id)
  }
  for (const { groupId } of (await list('/group/list', { groupStatus: 3 })).groups)
    await readLog(server, person, '/group/getGroupChatHistory', groupId)
  await readApplications(server, person)
  for (const path of ['/room/unread', '/friend/unread', '/friend/requestList']) await list(path, {})
  await list('/friend/list', { type: 3, time: 1 })
}
