// Starts the product on the servers that conformance.ts keeps for its data folder, unless a check sets the stores itself.
import { externals } from './cluster.js'

const { SERVERS_OF, DATA_DIR, PROCESSES } = process.env
const reply = await fetch(`${SERVERS_OF}${DATA_DIR}`)
const { EVENT_STORE, READ_STORE, DATA_KEY } = externals('all', 0)
process.env = { EVENT_STORE, READ_STORE, DATA_KEY, ...((await reply.json()) as NodeJS.ProcessEnv), ...process.env }
await import(PROCESSES === '1' ? '../../../src/main.js' : './main.js')
