import { z } from 'zod'
import type { Context } from '../../commands/context.js'
import type { SignInParts } from '../../commands/sign-in-parts.js'
import { Rejection } from '../../domain/decision.js'
import type { Id } from '../../domain/ids.js'
import { applicationById, applicationPage } from '../../projections/application-list.js'
import { applicationItems } from '../application-wire.js'
import { END } from '../chat-log.js'
import { pageNumber, startId, text } from '../fields.js'
import { search } from '../search.js'
import { askerOf } from './asker.js'
import { applyListReply } from './friend-replies.js'
import type { Route } from './route.js'
import { route } from './route.js'
import { permissionReply, searchReply } from './user-replies.js'

/** The row that a page begins with; undefined for the newest one. */
const startOf = async (context: Context, id: Id) => {
  if (id === '0' || id === END) return undefined
  const row = await applicationById(context.models, id)
  if (!row) throw new Rejection('bad-parameter', 'id is of no application')
  return row
}

const applyList = async (context: Context, { id, number }: { id: string; number: number }) => {
  const start = await startOf(context, id)
  const page = await applicationPage(context.models, askerOf(context), { start, number: id === END ? 0 : number })
  const nextId = id === END ? END : (page.next?.id ?? END)
  return { applyList: await applicationItems(context.models, page.rows), totalNumber: page.total, nextId }
}

/** `behaviour.md 2.1`: a fixed list. */
const permissionList = ['发系统消息', '管理聊天室', '移出用户', '备注用户', '管理客服', '禁言用户'].map(
  (permissionName, index) => ({ permissionId: index + 1, permissionName }),
)

/** Numbers are taken for texts; a markId may begin with 0. */
const markId = z.union([text(1, 64), z.number().transform(String)], { error: 'must be a text of 1 to 64 characters' })

export const chat33Routes = (parts: SignInParts): readonly Route[] => [
  route(
    '/chat33/applyList',
    'user',
    {
      summary: 'Pages through the applications that one has made and those that one may answer.',
      input: z.object({ id: startId.default('0'), number: pageNumber }),
      reply: applyListReply,
    },
    applyList,
  ),
  route(
    '/chat33/search',
    'user',
    {
      summary: 'Finds a room by its markId, or a user by markId, id or phone number.',
      input: z.object({ markId }),
      reply: searchReply,
    },
    (context, input) => search(context, parts, input.markId),
  ),
  route(
    '/permission/permissionInfo',
    'anyone',
    { summary: 'Lists the permissions of customer service, which are always these.', reply: permissionReply },
    () => Promise.resolve({ permissionList }),
  ),
]
