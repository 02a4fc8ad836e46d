import { FIXED_CODE, PASSWORD, newMobile } from '../support/sign-in.js'
import type { Play, Table } from './access-matrix.rows.js'

const nothing: Play = () => ({})
const mutingKeyholder: Play = ({ people }) => ({ body: { id: people.keyholder.id, muted_time: 60_000 } })

/** `product.md 3` (Sign-in), `7`; `behaviour.md 2.1`, `2.2`, `4.8`. A mute keeps nobody from anything but speaking. */
export const ofUsers: Table = {
  text: `
call                               | visitor stranger member manager owner staff admin   out  over muted kicked
/send/sms                          |       0        0      0       0     0     0     0     0     0     0      0
/user/register                     |       0        0      0       0     0     0     0     0     0     0      0
/user/pwdLogin                     |       0        0      0       0     0     0     0     0     0     0      0
/user/tokenLogin                   |   -1002        0      0       0     0     0     0 -2004 -2004     0      0
/user/logout                       |       0        0      0       0     0     0     0     0     0     0      0
/user/isreg                        |       0        0      0       0     0     0     0     0     0     0      0
/user/userInfo                     |   -1004        0      0       0     0     0     0 -1004 -1007     0      0
/user/editAvatar                   |   -1004        0      0       0     0     0     0 -1004 -1007     0      0
/user/editNickname                 |   -1004        0      0       0     0     0     0 -1004 -1007     0      0
/user/muted                        |   -1004    -3000  -3000   -3000 -3000     0     0 -1004 -1007 -3000  -3000
/group/muted                       |   -1004    -3000  -3000   -3000 -3000     0     0 -1004 -1007 -3000  -3000
/group/report, a room's message    |   -1004    -1001      0       0     0 -1001 -1001 -1004 -1007     0  -1001
/group/report, a chat room's       |   -1004        0      0       0     0     0     0 -1004 -1007     0      0
/chat33/applyList                  |   -1004        0      0       0     0     0     0 -1004 -1007     0      0
/chat33/search                     |   -1004        0      0       0     0     0     0 -1004 -1007     0      0
/permission/permissionInfo         |       0        0      0       0     0     0     0     0     0     0      0
`,
  plays: {
    '/send/sms': () => ({ body: { mobile: newMobile() } }),
    '/user/register': () => ({ body: { mobile: newMobile(), captcha: FIXED_CODE, password: PASSWORD } }),
    '/user/pwdLogin': ({ people }) => ({ body: { mobile: people.keyholder.mobile, password: PASSWORD } }),
    '/user/tokenLogin': nothing,
    '/user/logout': async (scene, who) => ({ token: await scene.secondToken(who) }),
    '/user/isreg': ({ people }) => ({ body: { mobile: people.newcomer.mobile } }),
    '/user/userInfo': ({ people }) => ({ body: { id: people.newcomer.id } }),
    '/user/editAvatar': () => ({ body: { avatar: `https://media.example/${newMobile()}` } }),
    '/user/editNickname': () => ({ body: { nickname: newMobile() } }),
    '/user/muted': mutingKeyholder,
    '/group/muted': mutingKeyholder,
    "/group/report, a room's message": async (scene) => {
      return { body: { id: scene.people.deputy.id, msgId: await scene.said('deputy') } }
    },
    "/group/report, a chat room's": async (scene) => {
      return { body: { id: scene.people.newcomer.id, msgId: await scene.saidInGroup() } }
    },
    '/chat33/applyList': nothing,
    '/chat33/search': ({ people }) => ({ body: { markId: people.newcomer.id } }),
    '/permission/permissionInfo': nothing,
  },
}
