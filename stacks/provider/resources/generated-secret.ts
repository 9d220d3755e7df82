import { randomBytes, randomInt } from 'node:crypto'
import { integer, oneOf, optional, triggers } from '../frame/fields.ts'
import type { Resource } from '../frame/resource.ts'
import type { GeneratedSecretInputs, GeneratedSecretOutputs } from '../types/airflow.ts'

type Inputs = Required<GeneratedSecretInputs>

/** Generated once; it lives in the state and nowhere else, so that there is nothing to read or delete. */
export const generatedSecret: Resource<Inputs, GeneratedSecretOutputs> = {
  fields: { kind: oneOf('password', 'fernet', 'secret_key'), length: optional(integer(8, 128), 32), triggers },
  computed: ['value'],
  secretOutputs: ['value'],
  replaceOn: ['kind', 'length', 'triggers'],
  inert: [],
  id: ({ kind }) => kind,
  // A value of the right form, so that a preview can show the files that will hold it. The real one is another.
  expect: ({ kind, length }) =>
    kind === undefined || length === undefined ? {} : { value: generate({ kind, length }) },
  create: async (_context, inputs) => ({ value: generate(inputs) }),
  read: async (_context, recorded) => recorded,
  update: async (_context, _inputs, old) => old.outputs,
  delete: async () => undefined,
}

/** Without letters and digits that look alike, or that mean something in a URL, a shell or airflow.cfg. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'

function generate({ kind, length }: Pick<Inputs, 'kind' | 'length'>): string {
  if (kind === 'password') return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
  // A Fernet key is 32 bytes in base64url with its padding (Fernet specification).
  return kind === 'fernet' ? `${randomBytes(32).toString('base64url')}=` : randomBytes(32).toString('hex')
}
