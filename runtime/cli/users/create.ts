import { Option } from 'commander'
import { inTransaction } from '../../db/database.ts'
import { hashPassword } from '../../db/password.ts'
import { createUser, findUser } from '../../db/user.ts'
import { systemClock } from '../../service/clock.ts'
import type { Call, Command } from '../frame/command.ts'
import { type Opened, withDatabase } from '../frame/open.ts'
import { type PasswordOptions, passwordFor, passwordOptions } from './password.ts'

interface Options extends PasswordOptions {
  readonly role: string
  readonly username: string
  readonly email: string
  readonly firstname: string
  readonly lastname: string
}

/** `airflow users create`; a username that is taken is said and no failure, as in Airflow. */
export const command: Command<Options> = {
  options: [
    new Option('-r, --role <role>', 'Role of the user: Admin, User, Op, Viewer, Public').makeOptionMandatory(),
    new Option('-u, --username <username>', 'Username of the user').makeOptionMandatory(),
    new Option('-e, --email <email>', 'Email of the user').makeOptionMandatory(),
    new Option('-f, --firstname <firstname>', 'First name of the user').makeOptionMandatory(),
    new Option('-l, --lastname <lastname>', 'Last name of the user').makeOptionMandatory(),
    ...passwordOptions(),
  ],
  audit: 'users_create',
  run: call => withDatabase(call, opened => create(call, opened)),
}

async function create({ options }: Call<Options>, { db, database }: Opened): Promise<number> {
  const { username, role } = options
  if ((await findUser(db, username)) !== null) {
    console.log(`${username} already exist in the db`)
    return 0
  }
  const passwordHash = await hashPassword(await passwordFor(options))
  await inTransaction(database, transaction =>
    createUser(
      transaction,
      {
        username,
        email: options.email,
        firstName: options.firstname,
        lastName: options.lastname,
        passwordHash,
        roles: [role],
      },
      systemClock(),
    ),
  )
  console.log(`User "${username}" created with role "${role}"`)
  return 0
}
