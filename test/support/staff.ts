import type { Client, TestProduct } from './product.js'
import type { Received, SocketClient } from './socket-client.js'
import { openSocket } from './socket-client.js'

const TOKEN = 'token-of-the-operators'

/** An act of an operator; the status of the answer. */
export const act = async ({ url }: TestProduct, path: string, body: object): Promise<number> => {
  const headers = { authorization: `Bearer ${TOKEN}` }
  return (await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })).status
}

/** Makes somebody customer service (2) or an administrator (3). */
export const promote = async (product: TestProduct, { id }: Client, level = 2): Promise<void> => {
  if ((await act(product, `/admin/users/${id}/level`, { level })) !== 200)
    throw new Error(`${id} has not been promoted`)
}

/** A socket of somebody who is not signed in. */
export const visit = ({ url }: TestProduct, uuid: string): Promise<SocketClient> =>
  openSocket(`${url.replace('http', 'ws')}/ws`, { 'FZM-UUID': uuid })

let frames = 0
const ask = (socket: SocketClient, eventType: 1 | 2, groupId: unknown): Promise<Received> => {
  const msgId = `event ${eventType} ${++frames}`
  socket.send({ eventType, msgId, groupId })
  return socket.until((frame) => frame['msgId'] === msgId)
}

/** The answer to event 1, entering a chat room. */
export const enter = (socket: SocketClient, groupId: unknown): Promise<Received> => ask(socket, 1, groupId)
/** The answer to event 2, leaving it. */
export const leave = (socket: SocketClient, groupId: unknown): Promise<Received> => ask(socket, 2, groupId)

/** A new chat room, open; its id. */
export const addGroup = async (staff: Client, groupName: string): Promise<string> => {
  await staff.ok('/group/addGroup', { groupName })
  const { groups } = await staff.ok<{ groups: { groupId: string; groupName: string }[] }>('/group/list', {
    groupStatus: 1,
    groupName,
  })
  const [found] = groups
  if (found?.groupName !== groupName) throw new Error(`${groupName} is not listed`)
  return found.groupId
}
