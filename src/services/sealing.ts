import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Keeps phone numbers readable for who has DATA_KEY only. */
export interface Sealing {
  /** `<id of the key>.<base64url>`; each time another text. */
  seal(text: string): string
  /** @throws Error for what was sealed with another key, or changed */
  unseal(sealed: string): string
  /** HMAC in hex: the same text of the same kind (`phone`, `visitor`, …) always has the same one. */
  fingerprint(kind: string, text: string): string
}

const derive = (dataKey: Buffer, purpose: string, bytes = 32): Buffer =>
  Buffer.from(hkdfSync('sha256', dataKey, '', `annals ${purpose}`, bytes))

/** AES-256-GCM and HMAC-SHA-256 under keys derived from DATA_KEY by HKDF. @param dataKey 32 bytes */
export const sealing = (dataKey: Buffer): Sealing => {
  const key = derive(dataKey, 'sealing')
  const keyId = derive(dataKey, 'name of the sealing key', 6).toString('base64url')
  const fingerprintKey = derive(dataKey, 'fingerprints')
  return {
    seal(text) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return `${keyId}.${sealed.toString('base64url')}`
    },
    unseal(sealed) {
      const [id, body = ''] = sealed.split('.')
      if (id !== keyId) throw new Error(`sealed with the key ${id}, not with ${keyId}`)
      const bytes = Buffer.from(body, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      })
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
      return decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
    },
    fingerprint: (kind, text) => createHmac('sha256', fingerprintKey).update(`${kind}\n${text}`).digest('hex'),
  }
}
