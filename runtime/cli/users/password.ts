import { randomInt } from 'node:crypto'
import { Option } from 'commander'
import { CommandFailed } from '../frame/errors.ts'
import { askSecret } from '../input/prompt.ts'

export interface PasswordOptions {
  readonly password?: string
  readonly useRandomPassword?: boolean
}

export const passwordOptions = (): Option[] => [
  new Option('-p, --password <password>', 'Password of the user, required unless --use-random-password is used'),
  new Option('--use-random-password', 'Do not prompt for password. Use random string instead'),
]

/** The password that was given, a random one, or one that is asked for twice. @throws CommandFailed */
export async function passwordFor({ password, useRandomPassword }: PasswordOptions): Promise<string> {
  if (useRandomPassword === true) return randomPassword()
  if (password !== undefined) return password
  const typed = await askSecret('Password:')
  if (typed === '') throw new CommandFailed('The password must not be empty. Type one, or use --use-random-password')
  if (typed !== (await askSecret('Repeat for confirmation:'))) throw new CommandFailed('Passwords did not match')
  return typed
}

export const randomPassword = (): string =>
  Array.from({ length: PASSWORD_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')

const PASSWORD_LENGTH = 16

/** Without letters and digits that look alike. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'
