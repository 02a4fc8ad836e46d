import type { Report } from '../domain/report.js'
import { projection } from './projection.js'

export interface ReportDocument extends Report {
  readonly at: number
}

/** Reports against users. Key: `<user>/<number>`. */
export const reports = projection<ReportDocument>({
  name: 'reports',
  version: 1,
  indexes: { byUser: ['user', 'number:desc'] },
  on: {
    UserReported: ({ data, metadata: { at } }) => [[`${data.user}/${data.number}`, () => ({ ...data, at })]],
  },
})
