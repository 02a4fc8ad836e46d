import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** One address for several servers: connections go to them in turn, and past one that does not take them. */
export interface Door {
  readonly url: string
  close(): Promise<void>
}

/** @param ports of those that are there at this moment */
export const openDoor = async (ports: () => readonly number[], port = 0): Promise<Door> => {
  let turn = 0
  const open = new Set<Socket>()
  const keep = (socket: Socket): Socket => {
    open.add(socket)
    return socket.on('error', () => socket.destroy()).on('close', () => open.delete(socket))
  }

  const lead = (client: Socket, left: readonly number[]): void => {
    const [next, ...others] = left
    if (next === undefined) return void client.destroy()
    // from the client's own address: the product counts by it
    const localAddress = client.remoteAddress!
    const upstream = keep(connect({ port: next, host: '127.0.0.1', localAddress, noDelay: true }))
    upstream.once('error', () => lead(client, others))
    upstream.once('connect', () => {
      upstream.removeAllListeners('error').on('error', () => client.destroy())
      client.pipe(upstream).pipe(client)
      client.once('close', () => upstream.destroy())
      upstream.once('close', () => client.destroy())
    })
  }

  const server = createServer({ noDelay: true }, (client) => {
    const all = ports()
    const first = turn++ % Math.max(1, all.length)
    lead(keep(client), [...all.slice(first), ...all.slice(0, first)])
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close()
      for (const socket of open) socket.destroy()
      await once(server, 'close')
    },
  }
}
