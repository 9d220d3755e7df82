import type { LegacyCommand } from './parse/rewrite-legacy.ts'

const SUBDIR = { '-sd': '--subdir' } as const

/** The commands of Airflow 1.10 by what they are in 2.x. */
export const LEGACY_COMMANDS: Readonly<Record<string, LegacyCommand>> = {
  list_dags: { path: 'dags list', renames: SUBDIR, verbs: { '-r': 'dags report', '--report': 'dags report' } },
  list_tasks: { path: 'tasks list', renames: SUBDIR },
  list_dag_runs: { path: 'dags list-runs', renames: SUBDIR },
  trigger_dag: { path: 'dags trigger', renames: SUBDIR },
  dag_state: { path: 'dags state', renames: SUBDIR },
  task_state: { path: 'tasks state', renames: SUBDIR },
  task_failed_deps: { path: 'tasks failed-deps', renames: SUBDIR },
  render: { path: 'tasks render', renames: SUBDIR },
  test: { path: 'tasks test', renames: { ...SUBDIR, '-dr': '--dry-run', '-tp': '--task-params' } },
  run: { path: 'tasks run', renames: { ...SUBDIR, '-int': '--interactive' } },
  clear: {
    path: 'tasks clear',
    renames: { ...SUBDIR, '-c': '--yes', '--no_confirm': '--yes', '-xp': '-X', '-dx': '--dag-regex' },
  },
  pause: { path: 'dags pause', renames: SUBDIR },
  unpause: { path: 'dags unpause', renames: SUBDIR },
  next_execution: { path: 'dags next-execution', renames: SUBDIR },
  delete_dag: { path: 'dags delete' },
  initdb: { path: 'db migrate' },
  upgradedb: { path: 'db migrate' },
  resetdb: { path: 'db reset' },
  checkdb: { path: 'db check' },
  create_user: { path: 'users create' },
  delete_user: { path: 'users delete' },
  list_users: { path: 'users list' },
  pool: {
    path: 'pools list',
    verbs: {
      '-s': 'pools set',
      '--set': 'pools set',
      '-g': 'pools get',
      '--get': 'pools get',
      '-x': 'pools delete',
      '--delete': 'pools delete',
      '-i': 'pools import',
      '--import': 'pools import',
      '-e': 'pools export',
      '--export': 'pools export',
    },
  },
  variables: {
    path: 'variables list',
    verbs: {
      '-s': 'variables set',
      '--set': 'variables set',
      '-g': 'variables get',
      '--get': 'variables get',
      '-x': 'variables delete',
      '--delete': 'variables delete',
      '-i': 'variables import',
      '--import': 'variables import',
      '-e': 'variables export',
      '--export': 'variables export',
    },
  },
  connections: {
    path: 'connections list',
    argument: '--conn-id',
    verbs: {
      '-l': 'connections list',
      '--list': 'connections list',
      '-a': 'connections add',
      '--add': 'connections add',
      '-d': 'connections delete',
      '--delete': 'connections delete',
    },
  },
}
