import { usageNow } from './usage.js'

/**
 * Loaded into a server beside its own code (`--import`), in a process with an IPC channel: tells what it takes when asked. Nothing of the
 * product is changed by it.
 */
process.on('message', (question) => {
  if (question === 'usage' || question === 'usage after collection') process.send?.(usageNow(question !== 'usage'))
})
// A server that has closed everything ends, though somebody might still ask.
process.channel?.unref()
