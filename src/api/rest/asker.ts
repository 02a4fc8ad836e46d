import type { Context } from '../../commands/context.js'
import { Rejection } from '../../domain/decision.js'
import type { Id } from '../../domain/ids.js'

/** The user who asks; `signed-out` where nobody is signed in (on a route for everybody). */
export const askerOf = ({ who }: Context): Id => {
  if (who.kind !== 'user') throw new Rejection('signed-out')
  return who.id
}
