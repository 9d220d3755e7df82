import { pbkdf2, randomInt, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { UnknownPasswordHash } from './errors.ts'

/** Hashes as Werkzeug's generate_password_hash does, for `ab_user.password`: `scrypt:32768:8:1$salt$hex`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = Array.from({ length: SALT_LENGTH }, () => SALT_ALPHABET[randomInt(SALT_ALPHABET.length)]).join('')
  const key = await deriveKey(SCRYPT_METHOD, password, salt)
  return `${SCRYPT_METHOD}$${salt}$${key.toString('hex')}`
}

/**
 * Checks against a hash of Werkzeug's (scrypt or pbkdf2).
 * @throws UnknownPasswordHash for any other
 */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const [method = '', salt = '', hex = ''] = hash.split('$')
  const expected = Buffer.from(hex, 'hex')
  const derived = await deriveKey(method, password, salt)
  return expected.length === derived.length && timingSafeEqual(derived, expected)
}

const SCRYPT_METHOD = 'scrypt:32768:8:1'
const SCRYPT_KEY_BYTES = 64
const SALT_LENGTH = 16
const SALT_ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

const PBKDF2_KEY_BYTES: Readonly<Record<string, number>> = { sha1: 20, sha256: 32, sha512: 64 }

const scryptAsync = promisify<string, string, number, ScryptOptions, Buffer>(scrypt)
const pbkdf2Async = promisify(pbkdf2)

async function deriveKey(method: string, password: string, salt: string): Promise<Buffer> {
  const [name = '', ...parameters] = method.split(':')
  if (name === 'scrypt') {
    const [n = 0, r = 0, p = 0] = parameters.map(Number)
    return scryptAsync(password, salt, SCRYPT_KEY_BYTES, { N: n, r, p, maxmem: 132 * n * r * p })
  }
  const [digest = '', iterations] = parameters
  const keyBytes = PBKDF2_KEY_BYTES[digest]
  if (name !== 'pbkdf2' || keyBytes === undefined || !Number(iterations)) throw new UnknownPasswordHash(name)
  return pbkdf2Async(password, salt, Number(iterations), keyBytes, digest)
}
