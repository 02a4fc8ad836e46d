import type { AnyProjection } from '../../src/projections/apply.js'
import { projection } from '../../src/projections/projection.js'

export interface Name {
  readonly user: string
  readonly name: string
  readonly version: number
}

/** All names that each user has had. `Poison` cannot be folded, `Nameless` cannot even be told whose it is. */
export const names = (version = 1) =>
  projection<Name>({
    name: 'names',
    version,
    indexes: { byName: ['name'] },
    on: {
      UserRenamed: ({ data: { user, name } }) => {
        if (name === 'Nameless') throw new Error('whose is it?')
        return [
          [
            user,
            (old) => {
              if (name === 'Poison') throw new Error('it is poison')
              return { user, name: old === undefined ? name : `${old.name} ${name}`, version }
            },
          ],
        ]
      },
    },
  })
export const all = projection<{ events: number }>({
  name: 'all',
  version: 1,
  indexes: {},
  on: {},
  any: () => [['all', (old) => ({ events: (old?.events ?? 0) + 1 })]],
})
export const models = (version?: number) => [names(version), all] as unknown as readonly AnyProjection[]
