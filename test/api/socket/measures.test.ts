import { expect, test } from 'vitest'
import { Measures } from '../../../src/api/socket/measures.js'
import { createMetrics } from '../../../src/services/metrics.js'

test('events that nobody knows share one series, however many numbers clients make up', async () => {
  const metrics = createMetrics()
  const measures = new Measures(metrics)
  for (const eventType of [0, 42, 7, 12_345, -1]) measures.refused(eventType, -1005)
  metrics.close()
  const counted = (await metrics.text()).split('\n').filter((line) => line.startsWith('annals_commands_total{'))
  expect(counted).toEqual([
    'annals_commands_total{command="event 0",code="-1005"} 1',
    'annals_commands_total{command="event 42",code="-1005"} 1',
    'annals_commands_total{command="other event",code="-1005"} 3',
  ])
})
