import type { Decision } from '../domain/decision.js'
import type { Id } from '../domain/ids.js'
import type { UserEvent } from '../domain/user.js'
import * as User from '../domain/user.js'
import type { Context } from './context.js'
import { keyOfUser } from './keys.js'
import { perform } from './perform.js'

const onUser = (context: Context, user: Id, decide: () => Decision<UserEvent, User.User>) =>
  perform<User.User, UserEvent>(context, { key: keyOfUser(user), stream: User.streamOf(user), aggregate: User, decide })

export const rename = async (context: Context, { user, name }: { user: Id; name: string }): Promise<void> => {
  await onUser(context, user, () => User.rename(name))
}

export const changeAvatar = async (context: Context, { user, avatar }: { user: Id; avatar: string }): Promise<void> => {
  await onUser(context, user, () => User.changeAvatar(avatar))
}
