import { hostAccess, matching, oneOf, optional, text, triggers } from '../frame/fields.ts'
import type { Context, Resource } from '../frame/resource.ts'
import type { Host } from '../host/host.ts'
import { airflowCommand, listByAirflow, runAirflow } from '../services/airflow-command.ts'
import type { AirflowUserInputs } from '../types/airflow.ts'

type Inputs = Required<AirflowUserInputs>

export const airflowUser: Resource<Inputs> = {
  fields: {
    host: hostAccess,
    airflow: airflowCommand,
    username: matching(/^[A-Za-z0-9_.@-]+$/, 'a user name, as in admin'),
    password: matching(/^[^\n]+$/, 'a password of one line'),
    firstname: text,
    lastname: text,
    email: text,
    role: optional(oneOf('Admin', 'User', 'Op', 'Viewer', 'Public'), 'Admin'),
    triggers,
  },
  computed: [],
  replaceOn: ['username'],
  inert: ['host', 'airflow'],
  id: ({ username }) => username,
  create: make,
  read: async ({ openHost }, { inputs, outputs }) => {
    const found = await find(openHost(inputs.host), inputs)
    return found && { inputs: { ...inputs, ...found }, outputs }
  },
  update: make,
  delete: async ({ openHost }, { inputs }) => {
    const host = openHost(inputs.host)
    if ((await find(host, inputs)) !== null) await remove(host, inputs)
  },
}

type Profile = Pick<Inputs, 'firstname' | 'lastname' | 'email' | 'role'>

/** What commands cannot change of a user is changed by making it anew. */
async function make({ openHost }: Context, inputs: Inputs): Promise<Record<never, never>> {
  const host = openHost(inputs.host)
  const found = await find(host, inputs)
  if (found !== null && isSame(found, inputs)) await resetPassword(host, inputs)
  else {
    if (found !== null) await remove(host, inputs)
    await create(host, inputs)
  }
  return {}
}

interface UserRow {
  readonly username: string
  readonly email: string
  readonly first_name: string
  readonly last_name: string
  readonly roles: readonly string[] | string
}

async function find(host: Host, { airflow, username, role }: Inputs): Promise<Profile | null> {
  const rows = await listByAirflow<UserRow>(host, airflow, { name: 'list the users', words: ['users', 'list'] })
  const row = rows.find(each => each.username === username)
  if (row === undefined) return null
  const roles = typeof row.roles === 'string' ? row.roles.split(',') : row.roles
  const isInRole = roles.includes(role) && roles.length === 1
  return {
    firstname: row.first_name,
    lastname: row.last_name,
    email: row.email,
    role: isInRole ? role : roles.join(','),
  }
}

const isSame = (found: Profile, { firstname, lastname, email, role }: Inputs): boolean =>
  found.firstname === firstname && found.lastname === lastname && found.email === email && found.role === role

/** The password goes through stdin, where the command asks for it twice: others can see command lines. */
const typed = ({ password }: Inputs): string => `${password}\n${password}\n`

const create = (host: Host, inputs: Inputs): Promise<string> =>
  runAirflow(host, inputs.airflow, {
    name: `make the user ${inputs.username}`,
    words: [
      ...['users', 'create', '--username', inputs.username, '--role', inputs.role, '--email', inputs.email],
      ...['--firstname', inputs.firstname, '--lastname', inputs.lastname],
    ],
    input: typed(inputs),
  })

const resetPassword = (host: Host, inputs: Inputs): Promise<string> =>
  runAirflow(host, inputs.airflow, {
    name: `set the password of ${inputs.username}`,
    words: ['users', 'reset-password', '--username', inputs.username],
    input: typed(inputs),
  })

const remove = (host: Host, { airflow, username }: Pick<Inputs, 'airflow' | 'username'>): Promise<string> =>
  runAirflow(host, airflow, { name: `delete the user ${username}`, words: ['users', 'delete', '--username', username] })
