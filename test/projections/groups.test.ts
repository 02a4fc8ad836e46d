import { expect, test } from 'vitest'
import { groups } from '../../src/projections/groups.js'
import { reports } from '../../src/projections/reports.js'
import { pending } from '../../src/projections/pending.js'
import { START, documents, happened } from '../support/specification.js'

const [group, by] = ['1', '10']
const created = happened('GroupCreated', { group, name: 'Lobby', avatar: '', by })
const closed = happened('GroupClosed', { group, by })
const opened = happened('GroupOpened', { group, by })

test('a chat room has the times of its last opening and closing', () => {
  const begun = { createdAt: START, openedAt: START, closedAt: START }
  const plain = { id: group, name: 'Lobby', avatar: '', status: 'open', ...begun }
  expect(documents(groups, created)).toEqual({ [group]: plain })
  expect(documents(groups, created, closed)).toEqual({
    [group]: { ...plain, status: 'closed', closedAt: START + 1 },
  })
  expect(documents(groups, created, closed, opened)).toEqual({
    [group]: { ...plain, openedAt: START + 2, closedAt: START + 1 },
  })
  expect(documents(groups, created, happened('GroupDeleted', { group, by }))).toMatchObject({
    [group]: { status: 'deleted' },
  })
})

test('name and avatar change; what is not there does not', () => {
  const avatar = 'https://example.org/a.png'
  const changes = [
    happened('GroupRenamed', { group, name: 'Hall', by }),
    happened('GroupAvatarChanged', { group, avatar, by }),
  ]
  expect(documents(groups, created, ...changes)).toMatchObject({ [group]: { name: 'Hall', avatar } })
  expect(documents(groups, ...changes, opened, closed)).toEqual({})
})

test('each report is kept', () => {
  const report = { user: '20', by: '10', conversation: 'group_1', logId: '7', number: 1 }
  expect(documents(reports, happened('UserReported', report))).toEqual({ '20/1': { ...report, at: START } })
})

test('a tenth report is pending until its mute, others leave nothing to be done', () => {
  const report = { user: '20', by: '10', conversation: 'group_1', logId: '7' }
  const ninth = happened('UserReported', { ...report, number: 9 })
  const tenth = happened('UserReported', { ...report, number: 10 })
  expect(documents(pending, ninth)).toEqual({})
  expect(documents(pending, ninth, tenth)).toEqual({
    'event-2': { id: 'event-2', event: tenth, due: START + 1, position: 2, missing: [] },
  })
})
