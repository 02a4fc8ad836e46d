// A worker does not inherit the loader of TypeScript on Node 20: it takes it by itself.
import { register } from 'tsx/esm/api'

register()
await import('./crowd-worker.ts')
