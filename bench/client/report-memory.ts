/**
 * Loaded into a server beside its own code (`--import`), in a process with an IPC channel and `--expose-gc`: tells its memory when asked.
 * Nothing of the product is changed by it.
 */
const collect = (): void => {
  const { gc } = globalThis as { gc?: () => void }
  gc?.()
  gc?.()
}

process.on('message', (question) => {
  if (question !== 'memory') return
  collect()
  process.send?.(process.memoryUsage())
})
// A server that has closed everything ends, though somebody might still ask.
process.channel?.unref()
