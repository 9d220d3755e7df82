import { flag, hostAccess, matching, optional } from '../frame/fields.ts'
import type { Context, Recorded, Resource } from '../frame/resource.ts'
import { hostName } from '../host/host-name.ts'
import { deleteFrom } from '../services/delete-from.ts'
import { ANOTHER_MYSQL, identifier, mysqlServer, textLiteral, withMysql } from '../services/mysql.ts'
import { withFirstValid } from '../services/with-credentials.ts'
import type { MysqlDatabaseInputs } from '../types/services.ts'

type Inputs = Required<MysqlDatabaseInputs>

const word = matching(/^[a-z0-9_]+$/, 'the name of a character set or collation, as in utf8mb4')

export const mysqlDatabase: Resource<Inputs> = {
  fields: {
    host: hostAccess,
    server: mysqlServer,
    name: matching(/^[^/\\.\0]{1,64}$/, 'the name of a database, as in airflow'),
    charset: optional(word, 'utf8mb4'),
    collation: optional(word, 'utf8mb4_unicode_ci'),
    deleteData: optional(flag, false),
  },
  computed: [],
  replaceOn: [...ANOTHER_MYSQL, 'name'],
  inert: ['host', 'server', 'deleteData'],
  id: ({ host, name }) => `${host.address}:${name}`,
  create: (context, inputs) => make(context, inputs, inputs.server),
  read: async ({ openHost }, { inputs }) => {
    const rows = await withMysql(openHost(inputs.host), inputs.server, sql => sql.rows(schemaOf(inputs.name)))
    const [row] = rows
    if (row === undefined) return null
    return { inputs: { ...inputs, charset: String(row['charset']), collation: String(row['collation']) }, outputs: {} }
  },
  update: (context, inputs, old) => make(context, inputs, old.inputs.server),
  delete: remove,
}

async function make({ openHost }: Context, inputs: Inputs, oldServer: Inputs['server']): Promise<Record<never, never>> {
  const { host, server, name, charset, collation } = inputs
  await withFirstValid([server, oldServer], access =>
    withMysql(openHost(host), access, async sql => {
      await sql.run(`CREATE DATABASE IF NOT EXISTS ${identifier(name)}`)
      await sql.run(`ALTER DATABASE ${identifier(name)} CHARACTER SET ${charset} COLLATE ${collation}`)
    }),
  )
  return {}
}

async function remove({ openHost, log }: Context, { inputs }: Recorded<Inputs, object>): Promise<void> {
  const { host, server, name, deleteData } = inputs
  if (!deleteData) return log.info(`${hostName(host)}: the database ${name} stays, with its data`)
  await deleteFrom(log, `the database ${name}`, () =>
    withMysql(openHost(host), server, sql => sql.run(`DROP DATABASE IF EXISTS ${identifier(name)}`)),
  )
}

const schemaOf = (name: string): string =>
  `SELECT default_character_set_name AS charset, default_collation_name AS collation
   FROM information_schema.schemata WHERE schema_name = ${textLiteral(name)}`
