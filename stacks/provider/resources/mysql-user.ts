import { hostAccess, listOf, matching, objectOf, optional, text } from '../frame/fields.ts'
import type { Context, Recorded, Resource } from '../frame/resource.ts'
import type { Host } from '../host/host.ts'
import { deleteFrom } from '../services/delete-from.ts'
import { CredentialsRefused } from '../services/errors.ts'
import { ANOTHER_MYSQL, mysqlServer, quoted, type Sql, textLiteral, withMysql } from '../services/mysql.ts'
import { areSameGrants, grantStatements, parseGrants } from '../services/mysql-grants.ts'
import { withFirstValid } from '../services/with-credentials.ts'
import type { MysqlGrant, MysqlUserInputs } from '../types/services.ts'

type Inputs = Required<MysqlUserInputs>

const ANYWHERE = '%'

export const mysqlUser: Resource<Inputs> = {
  fields: {
    host: hostAccess,
    server: mysqlServer,
    name: matching(/^[A-Za-z0-9_.-]{1,32}$/, 'the name of a MySQL user, as in airflow'),
    fromHost: optional(matching(/^[A-Za-z0-9_.%:/-]+$/, 'a host name or pattern, as in % or 192.168.0.%'), ANYWHERE),
    password: text,
    grants: listOf(
      objectOf({
        database: text,
        privileges: listOf(matching(/^[A-Za-z ]+$/, 'the name of a privilege, as in SELECT')),
      }),
    ),
  },
  computed: [],
  replaceOn: [...ANOTHER_MYSQL, 'name', 'fromHost'],
  inert: ['host', 'server'],
  id: ({ host, name, fromHost }) => `${host.address}:${name}@${fromHost}`,
  create: (context, inputs) => make(context, inputs, inputs.server),
  read,
  update: (context, inputs, old) => make(context, inputs, old.inputs.server),
  delete: async ({ openHost, log }, { inputs }) =>
    deleteFrom(log, `the MySQL user ${inputs.name}`, () =>
      withMysql(openHost(inputs.host), inputs.server, sql => sql.run(`DROP USER IF EXISTS ${accountOf(inputs)}`)),
    ),
}

async function make({ openHost }: Context, inputs: Inputs, oldServer: Inputs['server']): Promise<Record<never, never>> {
  const account = accountOf(inputs)
  await withFirstValid([inputs.server, oldServer], server =>
    withMysql(openHost(inputs.host), server, async sql => {
      await sql.run(`CREATE USER IF NOT EXISTS ${account} IDENTIFIED BY ${quoted(inputs.password)}`)
      await sql.run(`ALTER USER ${account} IDENTIFIED BY ${quoted(inputs.password)}`)
      for (const statement of grantStatements(account, inputs.grants, await grantsOf(sql, account)))
        await sql.run(statement)
    }),
  )
  return {}
}

async function read({ openHost }: Context, { inputs, outputs }: Recorded<Inputs, object>) {
  const host = openHost(inputs.host)
  const grants = await withMysql(host, inputs.server, async sql => {
    const known = await sql.rows(
      `SELECT 1 FROM mysql.user WHERE User = ${textLiteral(inputs.name)} AND Host = ${textLiteral(inputs.fromHost)}`,
    )
    return known.length === 0 ? null : grantsOf(sql, accountOf(inputs))
  })
  if (grants === null) return null
  const password = (await canLogIn(host, inputs)) ? inputs.password : '(another one)'
  const found = areSameGrants(grants, inputs.grants) ? inputs.grants : grants
  return { inputs: { ...inputs, password, grants: found }, outputs }
}

async function grantsOf(sql: Sql, account: string): Promise<MysqlGrant[]> {
  const rows = await sql.rows(`SHOW GRANTS FOR ${account}`)
  return parseGrants(rows.map(row => String(Object.values(row)[0])))
}

/** A user that may only come from elsewhere cannot be tried from here. */
async function canLogIn(host: Host, { server, name, password, fromHost }: Inputs): Promise<boolean> {
  if (fromHost !== ANYWHERE) return true
  try {
    return await withMysql(host, { ...server, user: name, password }, async () => true)
  } catch (error) {
    if (error instanceof CredentialsRefused) return false
    throw error
  }
}

const accountOf = ({ name, fromHost }: Inputs): string => `${quoted(name)}@${quoted(fromHost)}`
