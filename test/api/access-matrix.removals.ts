import type { Play, Table } from './access-matrix.rows.js'
import type { Speaker } from './access-matrix.scene.js'

/** Who can have spoken in the room, or to the peer; of the others somebody else's message is taken. */
const speakers: readonly string[] = ['member', 'manager', 'owner', 'muted', 'kicked'] satisfies Speaker[]
const ownOr = (who: string): Speaker => (speakers.includes(who) ? (who as Speaker) : 'other')

const inRoom =
  (author: (who: string) => Speaker): Play =>
  async (scene, who) => ({ body: { logId: await scene.said(author(who)), type: 1 } })
const toPeer: Play = async (scene, who) => ({ body: { logId: await scene.letter(ownOr(who), 'to'), type: 2 } })
const byPeer: Play = async (scene, who) => ({ body: { logId: await scene.letter(ownOr(who), 'from'), type: 2 } })

const recall = `
                                   |   -1004        –      0       0     0     –     – -1004 -1007     0      0
, a member's                       |   -1004    -6105  -2023       0     0 -6105 -6105 -1004 -1007 -2023  -6105
, a manager's                      |   -1004    -6105  -2023   -3000     0 -6105 -6105 -1004 -1007 -2023  -6105
, an announcement                  |   -1004    -6105  -2023       0     0 -6105 -6105 -1004 -1007 -2023  -6105
, to a friend                      |   -1004        –      0       0     0     –     – -1004 -1007     0      0
, by a friend                      |   -1004    -3005  -2023   -2023 -2023 -3005 -3005 -1004 -1007 -2023  -2023
`
const deletion = `
                                   |   -1004        –      0       0     0     –     – -1004 -1007     0      0
, a member's                       |   -1004    -2023  -2023   -2023 -2023 -2023 -2023 -1004 -1007 -2023  -2023
, to a friend                      |   -1004        –      0       0     0     –     – -1004 -1007     0      0
, by a friend                      |   -1004    -2023  -2023   -2023 -2023 -2023 -2023 -1004 -1007 -2023  -2023
`
const messages: Readonly<Record<string, Play>> = {
  '': inRoom(ownOr),
  ", a member's": inRoom(() => 'other'),
  ", a manager's": inRoom(() => 'deputy'),
  ', an announcement': inRoom(() => 'announcer'),
  ', to a friend': toPeer,
  ', by a friend': byPeer,
}
const recalls = ['/chat33/RevokeMessage', '/chat33/revokeMsg', '/chat33/withdrawMsg', '/withdrawMsg']
const deletions = ['/chat33/deleteMsg', '/deleteMsg']

const under = (path: string, lines: string): readonly string[] =>
  lines
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => path + line)
const all = [...recalls.flatMap((path) => under(path, recall)), ...deletions.flatMap((path) => under(path, deletion))]

/** `behaviour.md 2.3`: the first line of each is about one's own message in the room. Nobody is kept from it by a mute. */
export const ofRemovals: Table = {
  text: `
call                               | visitor stranger member manager owner staff admin   out  over muted kicked
${all.join('\n')}
`,
  plays: Object.fromEntries(
    all.map((line) => {
      const name = line.split('|')[0]?.trim() ?? ''
      return [name, messages[name.replace(/^[^,]*/, '')] ?? inRoom(ownOr)]
    }),
  ),
}
