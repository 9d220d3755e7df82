import { Option } from 'commander'
import { addUserRole, removeUserRole } from '../../db/user.ts'
import type { Command } from '../frame/command.ts'
import { CommandFailed } from '../frame/errors.ts'
import { withDatabase } from '../frame/open.ts'
import { requireUser, type UserOptions, userOptions } from './find-user.ts'

interface Options extends UserOptions {
  readonly role: string
}

const roleOption = (): Option => new Option('-r, --role <role>', 'Role of the user').makeOptionMandatory()

/** `airflow users add-role` */
export const addRole: Command<Options> = {
  options: [...userOptions(), roleOption()],
  audit: 'users_add_role',
  run: call =>
    withDatabase(call, async ({ db }) => {
      const { role } = call.options
      const { username, roles } = await requireUser(db, call.options)
      if (roles.includes(role)) throw new CommandFailed(`User "${username}" is already a member of role "${role}"`)
      await addUserRole(db, username, role)
      console.log(`User "${username}" added to role "${role}"`)
      return 0
    }),
}

/** `airflow users remove-role` */
export const removeRole: Command<Options> = {
  options: [...userOptions(), roleOption()],
  audit: 'users_remove_role',
  run: call =>
    withDatabase(call, async ({ db }) => {
      const { role } = call.options
      const { username, roles } = await requireUser(db, call.options)
      if (!roles.includes(role)) throw new CommandFailed(`User "${username}" is not a member of role "${role}"`)
      await removeUserRole(db, username, role)
      console.log(`User "${username}" removed from role "${role}"`)
      return 0
    }),
}
