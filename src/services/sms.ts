/** Sends codes to phones. */
export interface SmsSender {
  /** Resolves when the message is on its way; rejects when it cannot be sent. */
  send(mobile: string, code: string): Promise<void>
}

/** Tells the code to whoever reads the log: for development (`product.md 2`, SMS_SENDER). */
export const consoleSms = (log: { info(fields: object, text: string): void }): SmsSender => ({
  send: async (mobile, code) => log.info({ mobile, code }, 'code for a phone'),
})
