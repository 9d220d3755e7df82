import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { InvalidFernetKey, SecretNotDecryptable } from './errors.ts'

/** Encrypts what the database holds of secrets, as `cryptography.fernet` does. */
export interface Fernet {
  /** False without a key: values are then stored as they are. */
  readonly encrypts: boolean
  encrypt(text: string): string
  /** @throws SecretNotDecryptable */
  decrypt(token: string): string
}

/**
 * @param keys [core] fernet_key: a comma list, of which the first encrypts and all decrypt; empty means no encryption
 * @throws InvalidFernetKey
 */
export function createFernet(keys: string): Fernet {
  if (keys.trim() === '') return PLAIN
  const parsed = keys.split(',').map((key, index) => parseKey(key.trim(), index + 1))
  return {
    encrypts: true,
    encrypt: text => encrypt(parsed[0] as Key, Buffer.from(text)),
    decrypt: token => decrypt(parsed, Buffer.from(token, 'base64url')).toString('utf8'),
  }
}

export const generateFernetKey = (): string => toPythonBase64(randomBytes(KEY_BYTES))

const PLAIN: Fernet = {
  encrypts: false,
  encrypt: text => text,
  decrypt: () => {
    throw new SecretNotDecryptable('no key is set')
  },
}

interface Key {
  readonly signing: Buffer
  readonly encryption: Buffer
}

const KEY_BYTES = 32
const VERSION = 0x80
const HEADER_BYTES = 9
const IV_BYTES = 16
const HMAC_BYTES = 32

function parseKey(text: string, position: number): Key {
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.length !== KEY_BYTES || !/^[\w+/=-]+$/.test(text)) throw new InvalidFernetKey(position)
  return { signing: bytes.subarray(0, 16), encryption: bytes.subarray(16) }
}

function encrypt(key: Key, clear: Buffer): string {
  const header = Buffer.alloc(HEADER_BYTES, VERSION)
  header.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000)), 1)
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-128-cbc', key.encryption, iv)
  const signed = Buffer.concat([header, iv, cipher.update(clear), cipher.final()])
  return toPythonBase64(Buffer.concat([signed, hmac(key, signed)]))
}

/** The HMAC says which of the keys it was. */
function decrypt(keys: readonly Key[], token: Buffer): Buffer {
  if (token.length < HEADER_BYTES + IV_BYTES + HMAC_BYTES || token[0] !== VERSION) {
    throw new SecretNotDecryptable('it is no Fernet token')
  }
  const signed = token.subarray(0, -HMAC_BYTES)
  const key = keys.find(candidate => timingSafeEqual(hmac(candidate, signed), token.subarray(-HMAC_BYTES)))
  if (key === undefined) throw new SecretNotDecryptable('none of the keys fits')
  const iv = signed.subarray(HEADER_BYTES, HEADER_BYTES + IV_BYTES)
  const decipher = createDecipheriv('aes-128-cbc', key.encryption, iv)
  return Buffer.concat([decipher.update(signed.subarray(HEADER_BYTES + IV_BYTES)), decipher.final()])
}

const hmac = (key: Key, data: Buffer): Buffer => createHmac('sha256', key.signing).update(data).digest()

/** Python's url-safe alphabet, with padding. */
const toPythonBase64 = (bytes: Buffer): string => bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_')
