import { FlowerOptionInvalid } from '../errors.ts'

/** Passwords by user, from Flower's `user:password,other:password`. @throws FlowerOptionInvalid, which shows no password */
export function basicUsersOf(text: string): ReadonlyMap<string, string> {
  const entries = text
    .split(',')
    .map(entry => entry.trim())
    .filter(entry => entry !== '')
  return new Map(entries.map(userOf))
}

function userOf(entry: string): [user: string, password: string] {
  const colon = entry.indexOf(':')
  const [user, password] = [entry.slice(0, colon), entry.slice(colon + 1)]
  if (colon > 0 && password !== '') return [user, password]
  throw new FlowerOptionInvalid('basic_auth', 'user:password, several of them parted by commas')
}
