/** What is short-lived and shared by all processes: presence, codes, leases, throttles. Lost without harm. Every entry expires. */
export interface SharedState {
  /** undefined for what is not there or has expired. */
  get(key: string): Promise<string | undefined>
  /** Sets for so many ms, if the value is still `expected` (undefined: if there is none); says whether it did. Atomic. */
  swap(key: string, expected: string | undefined, value: string, forMs: number): Promise<boolean>
  /** Sets for so many ms, whatever was there. */
  put(key: string, value: string, forMs: number): Promise<void>
  remove(key: string): Promise<void>
  /** Adds to a counter and gives its new value. The first one starts its time of `forMs`; later ones do not lengthen it. Atomic. */
  increment(key: string, by: number, forMs: number): Promise<number>
  close(): Promise<void>
}
