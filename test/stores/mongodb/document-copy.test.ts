import type { Collection } from 'mongodb'
import { expect, test } from 'vitest'
import { MongoCopy, type CopyCollection, type CopyRecord } from '../../../src/stores/mongodb/document-copy.js'
import type { StoredDocument } from '../../../src/stores/mongodb/stored-document.js'

/** A collection that has every document, and the keys of each question it was asked. */
const asked = () => {
  const questions: (readonly string[])[] = []
  const find = ({ _id: { $in: keys } }: { readonly _id: { readonly $in: readonly string[] } }) => {
    questions.push(keys)
    return { toArray: async () => keys.map((key) => ({ _id: key, _p: 1, name: `n${key}` })) }
  }
  const documents = { find } as unknown as Collection<StoredDocument>
  const collections = new Map<string, CopyCollection>([['users_v1', { documents, indexes: {} }]])
  const records = {} as Collection<CopyRecord>
  return { questions, copy: new MongoCopy(records, { _id: 'c', checkpoint: 1 }, collections, () => undefined) }
}

test('what is asked for at once is one question, and each has its own answer', async () => {
  const { questions, copy } = asked()
  const got = await Promise.all([
    copy.get('users_v1', ['1']),
    copy.get('users_v1', ['2', '1']),
    copy.get('users_v1', []),
  ])
  expect(got).toEqual([[{ name: 'n1' }], [{ name: 'n2' }, { name: 'n1' }], []])
  expect(questions).toEqual([['1', '2']])
})

test('what is asked for later is asked again', async () => {
  const { questions, copy } = asked()
  for (let n = 0; n < 2; n++) await copy.get('users_v1', ['1'])
  expect(questions).toEqual([['1'], ['1']])
})

test('a key that is longer than any that can be stored is not asked for', async () => {
  const { questions, copy } = asked()
  expect(await copy.get('users_v1', ['x'.repeat(2_000), '1'])).toEqual([undefined, { name: 'n1' }])
  expect(questions).toEqual([['1']])
})

test('what was asked for before the copy was closed is answered', async () => {
  const { copy } = asked()
  const got = copy.get('users_v1', ['1'])
  await copy.close()
  expect(await got).toEqual([{ name: 'n1' }])
})
