import { register } from 'tsx/esm/api'

// Node 20 does not hand the loader of TypeScript on to threads.
register()
await import('./build-worker.ts')
