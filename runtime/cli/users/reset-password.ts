import { hashPassword } from '../../db/password.ts'
import { setPasswordHash } from '../../db/user.ts'
import type { Command } from '../frame/command.ts'
import { withDatabase } from '../frame/open.ts'
import { requireUser, type UserOptions, userOptions } from './find-user.ts'
import { type PasswordOptions, passwordFor, passwordOptions } from './password.ts'

/** `airflow users reset-password` */
export const command: Command<UserOptions & PasswordOptions> = {
  options: [...userOptions(), ...passwordOptions()],
  audit: 'users_reset_password',
  run: call =>
    withDatabase(call, async ({ db }) => {
      const { username } = await requireUser(db, call.options)
      await setPasswordHash(db, username, await hashPassword(await passwordFor(call.options)))
      console.log(`User "${username}" password reset successfully`)
      return 0
    }),
}
