import { hostAccess, integer, optional, triggers } from '../frame/fields.ts'
import type { Context, Resource } from '../frame/resource.ts'
import { StepFailed } from '../host/step-failed.ts'
import { airflowCommand, runAirflow } from '../services/airflow-command.ts'
import type { DatabaseMigrationInputs } from '../types/airflow.ts'

type Inputs = Required<DatabaseMigrationInputs>

/** Tables stay when it is deleted: they are the database's. */
export const databaseMigration: Resource<Inputs> = {
  fields: { host: hostAccess, airflow: airflowCommand, triggers, timeoutSeconds: optional(integer(1, 24 * 3600), 600) },
  computed: [],
  replaceOn: [],
  inert: ['host', 'airflow', 'timeoutSeconds'],
  id: ({ host }) => `${host.address}:migration`,
  create: migrate,
  read: async ({ openHost }, recorded) => {
    const { host, airflow } = recorded.inputs
    const words = ['db', 'check-migrations', '--migration-wait-timeout', '0']
    try {
      await runAirflow(openHost(host), airflow, { name: 'look at the tables', words })
      return recorded
    } catch (error) {
      if (error instanceof StepFailed && error.message.includes('unapplied migrations')) return null
      throw error
    }
  },
  update: migrate,
  delete: async () => undefined,
}

async function migrate({ openHost }: Context, inputs: Inputs): Promise<Record<never, never>> {
  const { host, airflow, timeoutSeconds } = inputs
  await runAirflow(openHost(host), airflow, { name: 'migrate the database', words: ['db', 'migrate'], timeoutSeconds })
  return {}
}
