import type { Recorded } from '../../domain/decision.js'
import type { AnyEvent } from '../../domain/events.js'
import type { Id } from '../../domain/ids.js'
import type { Models } from '../../projections/models.js'
import type { Names, Profile } from '../message-wire.js'
import { loadProfiles } from '../message-wire.js'
import { Recent } from '../recent.js'

const KEPT = 20_000
const none: ReadonlyMap<string, string> = new Map()

/** Names and avatars of who spoke lately, kept current by the feed. */
export class Profiles {
  readonly #known = new Recent<Profile>(KEPT)

  /** As names for a message that is no notice. */
  readonly names: Names = { profiles: this.#known, nicknames: none }

  constructor(private readonly models: Models) {}

  knows(user: Id): boolean {
    return this.#known.get(user) !== undefined
  }

  /** Reads the profiles that are not known yet. */
  async load(users: Iterable<Id>): Promise<void> {
    const missing = [...users].filter((user) => !this.knows(user))
    if (missing.length === 0) return
    for (const [id, profile] of await loadProfiles(this.models, missing)) this.#known.set(id, profile)
  }

  follow(event: Recorded<AnyEvent>): void {
    if (event.type === 'UserRenamed') this.#change(event.data.user, { name: event.data.name })
    else if (event.type === 'AvatarChanged') this.#change(event.data.user, { avatar: event.data.avatar })
  }

  #change(user: Id, fields: Partial<Profile>): void {
    const known = this.#known.get(user)
    if (known) this.#known.set(user, { ...known, ...fields })
  }
}
