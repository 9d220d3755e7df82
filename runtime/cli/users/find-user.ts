import { Option } from 'commander'
import type { Db } from '../../db/tables.ts'
import { listUsers, type User } from '../../db/user.ts'
import { CommandFailed } from '../frame/errors.ts'

/** How a command names a user: by username or by e-mail address. */
export interface UserOptions {
  readonly username?: string
  readonly email?: string
}

export const userOptions = (): Option[] => [
  new Option('-u, --username <username>', 'Username of the user'),
  new Option('-e, --email <email>', 'Email of the user'),
]

/** @throws CommandFailed unless exactly one of them is given and there is such a user */
export async function requireUser(db: Db, { username, email }: UserOptions): Promise<User> {
  if (username === undefined && email === undefined)
    throw new CommandFailed('Missing args: must supply one of --username or --email')
  if (username !== undefined && email !== undefined)
    throw new CommandFailed('Conflicting args: must supply either --username or --email, but not both')
  const user = (await listUsers(db)).find(one => one.username === username || one.email === email)
  if (user === undefined) throw new CommandFailed(`User "${username ?? email}" does not exist`)
  return user
}
