// Says a text in a room as one member and prints it as another one gets it:
// node docs/examples/say.mjs URL SPEAKER_TOKEN LISTENER_TOKEN ROOM TEXT
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import WebSocket from 'ws'

const [url, speakerToken, listenerToken, room, text] = process.argv.slice(2)

const open = async (token) => {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, { headers: { 'FZM-AUTH-TOKEN': token } })
  await once(socket, 'open')
  return socket
}
const [speaker, listener] = await Promise.all([open(speakerToken), open(listenerToken)])

listener.on('message', (data) => {
  const { eventType, senderInfo, msg } = JSON.parse(data)
  if (eventType === 0) console.log(`${senderInfo.nickname}: ${msg.content}`)
})
speaker.on('message', (data) => {
  const frame = JSON.parse(data)
  if (frame.msgId !== msgId) return
  console.log('logId' in frame ? `stored as ${frame.logId}` : frame) // the speaker's own copy says that it is on disk
  speaker.close()
  listener.close()
})

const msgId = randomUUID() // sent again with the same msgId, it is the same message
speaker.send(
  JSON.stringify({ eventType: 0, msgId, channelType: 2, targetId: room, msgType: 1, msg: { content: text } }),
)
