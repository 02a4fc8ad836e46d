import type { Context } from '../commands/context.js'
import { ownerOf } from '../commands/registration.js'
import type { SignInParts } from '../commands/sign-in-parts.js'
import type { Id } from '../domain/ids.js'
import { isId } from '../domain/ids.js'
import { one } from '../projections/models.js'
import type { RoomDocument } from '../projections/rooms.js'
import { rooms } from '../projections/rooms.js'
import { users } from '../projections/users.js'
import { userInfo } from './user-info.js'

const isMobile = (text: string): boolean => /^\d{11}$/.test(text)

const roomByMark = async ({ models }: Context, markId: string): Promise<RoomDocument | undefined> => {
  const [room] = await models.find(rooms, { index: 'byMark', equals: [markId], limit: 1 })
  return room?.live ? room : undefined
}

/** A user by his markId, his id, or his phone number, in this order; "" for nobody. */
const findUser = async (context: Context, parts: SignInParts, text: string): Promise<Id> => {
  const { models } = context
  const [marked] = await models.find(users, { index: 'byMark', equals: [text], limit: 1 })
  const user = marked ?? (isId(text) ? await one(models, users, text) : undefined)
  if (user || !isMobile(text)) return user?.id ?? ''
  return (await ownerOf(context, parts, text)).id
}

/** The room, else the user, that this text names exactly; {} for none (`behaviour.md 2.2`). */
export const search = async (context: Context, parts: SignInParts, text: string): Promise<object> => {
  const room = await roomByMark(context, text)
  if (room) {
    const { id, markId, name, avatar, memberNumber, canAddFriend, joinPermission } = room
    const roomInfo = { id, markId, name, avatar, memberNumber, canAddFriend, joinPermission }
    return { type: 1, roomInfo, userInfo: {} }
  }
  const id = await findUser(context, parts, text)
  if (id === '') return {}
  const found = await userInfo(context, parts.sealing, id)
  return { type: 2, roomInfo: {}, userInfo: { position: '', remark: '', ...found } }
}
