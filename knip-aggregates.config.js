const ofAggregates = new Set(['initial', 'evolve', 'tail', 'weigh', 'forget'])

/** The kernel is handed the whole module of an aggregate, which knip cannot follow: what it reads there is in use. */
export default (report) => {
  const { issues, counters } = report
  for (const [file, exports] of Object.entries(issues.exports))
    for (const [key, { symbol }] of Object.entries(exports))
      if (file.startsWith('src/domain/') && ofAggregates.has(symbol)) {
        delete exports[key]
        counters.exports -= 1
      }
  return report
}
