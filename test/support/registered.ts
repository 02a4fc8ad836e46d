import type { Core } from '../../src/commands/context.js'
import type { Id } from '../../src/domain/ids.js'
import * as User from '../../src/domain/user.js'

/** Registers somebody by this name without a phone, straight through the kernel; his id, once he can be read. */
export const registered = async (core: Core, name: string, avatar = ''): Promise<Id> => {
  const user = core.clock.nextId()
  const facts = { user, markId: user.slice(-9), name, avatar, phone: '', secret: { password: '' } }
  const { position } = await core.kernel.handle<User.User, User.UserEvent>({
    key: `user:${user}`,
    stream: User.streamOf(user),
    aggregate: User,
    id: `register ${user}`,
    metadata: {},
    decide: () => User.register(facts),
  })
  await core.models.waitFor(position)
  return user
}
