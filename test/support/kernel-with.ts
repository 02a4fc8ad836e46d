import type { Kernel } from '../../src/commands/handle.js'

/** A kernel in which something is done otherwise. */
export const kernelWith = (kernel: Kernel, changes: Partial<Kernel>): Kernel => ({
  handle: (command) => kernel.handle(command),
  load: (stream, aggregate) => kernel.load(stream, aggregate),
  fresh: (stream, aggregate) => kernel.fresh(stream, aggregate),
  ask: (question) => kernel.ask(question),
  settled: () => kernel.settled(),
  ...changes,
})
