import { expect, test } from 'vitest'
import * as Report from '../../src/domain/report.js'
import { given, happened } from '../support/specification.js'

const facts = { user: '20', by: '10', conversation: 'group_1', logId: '7' }
const reported = (number: number, more: Partial<Report.Report> = {}) =>
  happened('UserReported', { ...facts, ...more, number })

test('reports are counted, one for each reporter and message', () => {
  given(Report).when(Report.report(facts)).then(reported(1))
  given(Report, reported(1)).when(Report.report(facts)).then()
  given(Report, reported(1))
    .when(Report.report({ ...facts, logId: '8' }))
    .then(reported(2, { logId: '8' }))
  given(Report, reported(1))
    .when(Report.report({ ...facts, by: '30' }))
    .then(reported(2, { by: '30' }))
})

test('nobody reports himself', () =>
  given(Report)
    .when(Report.report({ ...facts, by: facts.user }))
    .refused('is-oneself'))

test('every tenth one mutes', () =>
  expect(Array.from({ length: 30 }, (_, index) => index + 1).filter((number) => Report.mutes({ number }))).toEqual([
    10, 20, 30,
  ]))
