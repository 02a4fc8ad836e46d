/** Why the plain model refuses: the code that the product must answer. */
export class Code extends Error {
  constructor(readonly code: number) {
    super(String(code))
  }
}
/** It may not be. */
export const refuse = (code: number): never => {
  throw new Code(code)
}
/** It must be there. */
export const sure = <T>(value: T | undefined, code: number): T => value ?? refuse(code)
