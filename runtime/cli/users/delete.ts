import { inTransaction } from '../../db/database.ts'
import { deleteUser } from '../../db/user.ts'
import type { Command } from '../frame/command.ts'
import { withDatabase } from '../frame/open.ts'
import { requireUser, type UserOptions, userOptions } from './find-user.ts'

/** `airflow users delete` */
export const command: Command<UserOptions> = {
  options: userOptions(),
  audit: 'users_delete',
  run: call =>
    withDatabase(call, async ({ db, database }) => {
      const { username } = await requireUser(db, call.options)
      await inTransaction(database, transaction => deleteUser(transaction, username))
      console.log(`User "${username}" deleted`)
      return 0
    }),
}
