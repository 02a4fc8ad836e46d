import { SingleBar } from 'cli-progress'

/** Is told how far the work has come and how many events that were more. */
type Move = (to: number, events: number) => void

/**
 * A bar on stderr, where that is a terminal, with events a second and the time that is left; `work` is given what moves it.
 * @param total where it is full
 */
export const withBar = async <T>(what: string, total: number, work: (move: Move) => Promise<T>): Promise<T> => {
  const begun = performance.now()
  const format = `${what.padEnd(10)} {bar} {percentage} %  {events} events  {rate}/s  {eta_formatted} left`
  const bar = new SingleBar({ format, stream: process.stderr, etaBuffer: 500 })
  bar.start(total, 0, { rate: 0, events: 0 })
  let all = 0
  try {
    return await work((to, events) => {
      all += events
      bar.update(to, { events: all, rate: Math.round((all * 1_000) / Math.max(1, performance.now() - begun)) })
    })
  } finally {
    bar.stop()
  }
}
