import { listUsers, type User } from '../../db/user.ts'
import type { Command } from '../frame/command.ts'
import { withDatabase } from '../frame/open.ts'
import { type OutputOptions, outputOption } from '../frame/options.ts'
import { printRows } from '../output/print-rows.ts'
import { pythonRepr } from '../output/python-text.ts'
import { boxedTable } from '../output/tables.ts'

/** `airflow users list` */
export const command: Command<OutputOptions> = {
  options: [outputOption()],
  run: call =>
    withDatabase(call, async ({ db }) => {
      const users = await listUsers(db)
      if (call.generation === 1) console.log(boxedTable(LEGACY_COLUMNS, users.map(legacyCells)))
      else printRows(users.map(toRow), call.options.output)
      return 0
    }),
}

const toRow = (user: User) => ({
  id: user.id,
  username: user.username,
  email: user.email,
  first_name: user.firstName,
  last_name: user.lastName,
  roles: user.roles,
})

const LEGACY_COLUMNS = ['Id', 'Username', 'Email', 'First name', 'Last name', 'Roles']

const legacyCells = (user: User): string[] => [
  String(user.id),
  user.username,
  user.email,
  user.firstName,
  user.lastName,
  pythonRepr(user.roles),
]
