import type { Command } from './frame/command.ts'

export interface CommandEntry {
  readonly summary: string
  /** Loads the command's own code, and nothing is loaded before it runs. */
  readonly load: () => Promise<Command>
  /** Options that 1.10 spells otherwise, where the command has the same name. */
  readonly renames?: Readonly<Record<string, string>>
}

/** Groups of 2.x, as they are listed by `airflow --help`. */
export const GROUPS: Readonly<Record<string, string>> = {
  celery: 'Celery components',
  cluster: 'View the nodes of the cluster',
  config: 'View configuration',
  connections: 'Manage connections',
  dags: 'Manage DAGs',
  db: 'Database operations',
  jobs: 'Manage jobs',
  pools: 'Manage pools',
  roles: 'Manage roles',
  tasks: 'Manage tasks',
  users: 'Manage users',
  variables: 'Manage variables',
}

/** Every command by its 2.x name; what 1.10 calls it stands in legacy-table.ts. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  info: {
    summary: 'Show information about current Airflow and environment',
    load: only(() => import('./system/info.ts')),
  },
  scheduler: {
    summary: 'Start a scheduler instance',
    load: only(() => import('./services/scheduler.ts')),
    renames: {},
  },
  standalone: { summary: 'Run an all-in-one copy of Airflow', load: only(() => import('./standalone/standalone.ts')) },
  version: { summary: 'Show the version', load: only(() => import('./system/version.ts')) },
  webserver: {
    summary: 'Start an Airflow webserver instance',
    load: only(() => import('./services/webserver.ts')),
    renames: { '-hn': '--hostname' },
  },

  'celery flower': { summary: 'Start a Celery Flower', load: only(() => import('./services/flower.ts')) },
  'celery list-workers': {
    summary: 'List the workers that answer through the broker',
    load: only(() => import('./services/celery-list-workers.ts')),
  },
  'celery stop': {
    summary: 'Stop the Celery worker gracefully',
    load: only(() => import('./services/celery-stop.ts')),
  },
  'celery worker': { summary: 'Start a Celery worker node', load: only(() => import('./services/worker.ts')) },

  'cluster nodes': {
    summary: 'List the processes of the cluster, and say where their nodes differ',
    load: only(() => import('./cluster/nodes.ts')),
  },

  'config get-value': {
    summary: 'Print the value of the configuration',
    load: only(() => import('./system/config-get-value.ts')),
  },
  'config list': { summary: 'List options for the configuration', load: only(() => import('./system/config-list.ts')) },

  'connections add': { summary: 'Add a connection', load: only(() => import('./connections/add.ts')) },
  'connections delete': { summary: 'Delete a connection', load: only(() => import('./connections/delete.ts')) },
  'connections get': { summary: 'Get a connection', load: only(() => import('./connections/get.ts')) },
  'connections list': { summary: 'List connections', load: only(() => import('./connections/list.ts')) },

  'dags delete': {
    summary: 'Delete all DB records related to the specified DAG',
    load: only(() => import('./dags/delete.ts')),
  },
  'dags details': { summary: 'Get DAG details given a DAG id', load: only(() => import('./dags/details.ts')) },
  'dags list': { summary: 'List all the DAGs', load: only(() => import('./dags/list.ts')) },
  'dags list-import-errors': {
    summary: 'List all the DAGs that have import errors',
    load: only(() => import('./dags/list-import-errors.ts')),
  },
  'dags list-runs': { summary: 'List DAG runs given a DAG id', load: only(() => import('./dags/list-runs.ts')) },
  'dags next-execution': {
    summary: 'Get the next execution datetimes of a DAG',
    load: only(() => import('./dags/next-execution.ts')),
  },
  'dags pause': { summary: 'Pause DAG(s)', load: async () => (await import('./dags/pause.ts')).pause },
  'dags report': { summary: 'Show DagBag loading report', load: only(() => import('./dags/report.ts')) },
  'dags reserialize': {
    summary: 'Read all DAG files again and store what they define',
    load: only(() => import('./dags/reserialize.ts')),
  },
  'dags state': { summary: 'Get the status of a dag run', load: only(() => import('./dags/state.ts')) },
  'dags trigger': { summary: 'Trigger a DAG run', load: only(() => import('./dags/trigger.ts')) },
  'dags unpause': { summary: 'Resume paused DAG(s)', load: async () => (await import('./dags/pause.ts')).unpause },

  'db check': { summary: 'Check if the database can be reached', load: only(() => import('./db/check.ts')) },
  'db check-migrations': {
    summary: 'Check if migrations have finished',
    load: only(() => import('./db/check-migrations.ts')),
  },
  'db init': {
    summary: 'Initialize the metadata database; the same as db migrate',
    load: only(() => import('./db/migrate.ts')),
  },
  'db migrate': {
    summary: 'Migrates the metadata database to the latest version',
    load: only(() => import('./db/migrate.ts')),
  },
  'db reset': { summary: 'Burn down and rebuild the metadata database', load: only(() => import('./db/reset.ts')) },
  'db upgrade': {
    summary: 'Upgrade the metadata database; the same as db migrate',
    load: only(() => import('./db/migrate.ts')),
  },

  'jobs check': { summary: 'Checks if job(s) are still alive', load: only(() => import('./system/jobs-check.ts')) },

  'pools delete': { summary: 'Delete pool', load: only(() => import('./pools/delete.ts')) },
  'pools export': { summary: 'Export all pools', load: only(() => import('./pools/export.ts')) },
  'pools get': { summary: 'Get pool size', load: only(() => import('./pools/get.ts')) },
  'pools import': { summary: 'Import pools', load: only(() => import('./pools/import.ts')) },
  'pools list': { summary: 'List pools', load: only(() => import('./pools/list.ts')) },
  'pools set': { summary: 'Configure pool', load: only(() => import('./pools/set.ts')) },

  'roles list': { summary: 'List roles', load: only(() => import('./system/roles-list.ts')) },

  'tasks clear': {
    summary: 'Clear a set of task instances, as if they never ran',
    load: only(() => import('./tasks/clear.ts')),
  },
  'tasks failed-deps': {
    summary: 'Say why a task instance does not run',
    load: only(() => import('./tasks/failed-deps.ts')),
  },
  'tasks list': { summary: 'List the tasks within a DAG', load: only(() => import('./tasks/list.ts')) },
  'tasks render': { summary: "Render a task instance's template(s)", load: only(() => import('./tasks/render.ts')) },
  'tasks run': { summary: 'Run a single task instance', load: only(() => import('./tasks/run.ts')) },
  'tasks state': { summary: 'Get the status of a task instance', load: only(() => import('./tasks/state.ts')) },
  'tasks states-for-dag-run': {
    summary: 'Get the status of all task instances in a dag run',
    load: only(() => import('./tasks/states-for-dag-run.ts')),
  },
  'tasks test': {
    summary: 'Test a task instance: run it without recording its state',
    load: only(() => import('./tasks/test.ts')),
  },

  'users add-role': { summary: 'Add role to a user', load: async () => (await import('./users/roles.ts')).addRole },
  'users create': { summary: 'Create a user', load: only(() => import('./users/create.ts')) },
  'users delete': { summary: 'Delete a user', load: only(() => import('./users/delete.ts')) },
  'users list': { summary: 'List users', load: only(() => import('./users/list.ts')) },
  'users remove-role': {
    summary: 'Remove role from a user',
    load: async () => (await import('./users/roles.ts')).removeRole,
  },
  'users reset-password': { summary: "Reset a user's password", load: only(() => import('./users/reset-password.ts')) },

  'variables delete': { summary: 'Delete variable', load: only(() => import('./variables/delete.ts')) },
  'variables export': { summary: 'Export all variables', load: only(() => import('./variables/export.ts')) },
  'variables get': { summary: 'Get variable', load: only(() => import('./variables/get.ts')) },
  'variables import': { summary: 'Import variables', load: only(() => import('./variables/import.ts')) },
  'variables list': { summary: 'List variables', load: only(() => import('./variables/list.ts')) },
  'variables set': { summary: 'Set variable', load: only(() => import('./variables/set.ts')) },
}

/** The command of a module that holds one. */
function only(load: () => Promise<{ readonly command: Command }>): () => Promise<Command> {
  return async () => (await load()).command
}
