import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ConfigFileError, ConfigValueError, ConfigValueMissing } from '../../runtime/config/errors.ts'
import { loadConfig } from '../../runtime/config/load-config.ts'
import { loadText, messageOf, scratchHome } from './scratch-home.ts'

describe('AIRFLOW_HOME and airflow.cfg', () => {
  test('are made at the first start, for the eyes of their owner only', () => {
    const home = join(scratchHome(), 'new')
    const config = loadConfig({ env: { AIRFLOW_HOME: home } })
    expect(config).toMatchObject({ home, file: join(home, 'airflow.cfg'), warnings: [] })
    expect(statSync(config.file).mode & 0o777).toBe(0o600)
    expect(Buffer.from(config.string('core', 'fernet_key'), 'base64url')).toHaveLength(32)
    expect(config.source('webserver', 'secret_key')).toBe('file')
  })

  test('stay as they are at the next start', () => {
    const env = { AIRFLOW_HOME: scratchHome() }
    const first = loadConfig({ env }).string('core', 'fernet_key')
    expect(loadConfig({ env }).string('core', 'fernet_key')).toBe(first)
  })

  test('a new file sets nothing but the generated keys', () => {
    const config = loadConfig({ env: { AIRFLOW_HOME: scratchHome() } })
    const set = config.entries().filter(entry => entry.source !== 'default')
    expect(set.map(({ key }) => key).sort()).toEqual(['fernet_key', 'secret_key'])
  })

  test('are found through AIRFLOW_HOME, the default, or the home of the user', () => {
    const [one, other] = [scratchHome(), scratchHome()]
    expect(loadConfig({ env: { AIRFLOW_HOME: one }, defaultHome: other }).home).toBe(one)
    expect(loadConfig({ env: {}, defaultHome: other }).home).toBe(other)
    expect(loadConfig({ env: { HOME: one } }).home).toBe(join(one, 'airflow'))
    expect(loadConfig({ env: { HOME: one, X: '~/$Y', Y: 'y', AIRFLOW_HOME: '$X' } }).home).toBe(join(one, 'y'))
  })

  test('AIRFLOW_CONFIG names the file', () => {
    const [home, elsewhere] = [scratchHome(), scratchHome()]
    const env = { AIRFLOW_HOME: home, AIRFLOW_CONFIG: `${elsewhere}/my.cfg` }
    expect(loadConfig({ env }).file).toBe(join(elsewhere, 'my.cfg'))
    expect(existsSync(join(home, 'airflow.cfg'))).toBe(false)
    expect(loadConfig({ env: { ...env, AIRFLOW_CONFIG: `${home}/etc/my.cfg` } }).file).toBe(join(home, 'etc/my.cfg'))
  })

  test('a folder in place of the file is named', () => {
    const home = scratchHome()
    mkdirSync(join(home, 'airflow.cfg'))
    const load = () => loadConfig({ env: { AIRFLOW_HOME: home } })
    expect(load).toThrow(ConfigFileError)
    expect(load).toThrow(`${home}/airflow.cfg is a folder, but the configuration is a file`)
  })

  test('a home that cannot be made is named', () => {
    const blocked = join(scratchHome(), 'file')
    writeFileSync(blocked, '')
    const load = () => loadConfig({ env: { AIRFLOW_HOME: join(blocked, 'home') } })
    expect(load).toThrow(ConfigFileError)
    expect(load).toThrow('Set AIRFLOW_HOME to a folder that this user may write to')
  })

  test('a folder that is missing outside of AIRFLOW_HOME is not made', () => {
    const [home, elsewhere] = [scratchHome(), scratchHome()]
    expect(() => loadConfig({ env: { AIRFLOW_HOME: home, AIRFLOW_CONFIG: `${elsewhere}/no/my.cfg` } })).toThrow(
      ConfigFileError,
    )
  })
})

describe('the order of lookup', () => {
  const both = '[core]\nsql_alchemy_conn = mysql://old/d\n[database]\nsql_alchemy_conn = mysql://new/d\n'

  test('the variable goes before the file', () => {
    const config = loadText(both, { AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: 'mysql://env/d' })
    expect(config.string('database', 'sql_alchemy_conn')).toBe('mysql://env/d')
    expect(config.source('database', 'sql_alchemy_conn')).toBe('env')
  })

  test('even under its old name', () => {
    const config = loadText(both, { AIRFLOW__CORE__SQL_ALCHEMY_CONN: 'mysql://env/d' })
    expect(config.string('database', 'sql_alchemy_conn')).toBe('mysql://env/d')
  })

  test('the new place in the file goes before the old one', () => {
    expect(loadText(both).string('database', 'sql_alchemy_conn')).toBe('mysql://new/d')
    expect(loadText('[core]\nsql_alchemy_conn = mysql://old/d').string('database', 'sql_alchemy_conn')).toBe(
      'mysql://old/d',
    )
  })

  test('the file goes before its own command', () => {
    const config = loadText('[smtp]\nsmtp_password = a\nsmtp_password_cmd = echo b\n')
    expect(config.string('smtp', 'smtp_password')).toBe('a')
  })

  test('even the old place in the file goes before a command', () => {
    const config = loadText('[celery]\ncelery_broker_url = amqp://old\nbroker_url_cmd = echo amqp://new\n')
    expect(config.string('celery', 'broker_url')).toBe('amqp://old')
  })

  test('an empty variable is a value', () => {
    const config = loadText('[smtp]\nsmtp_user = me\n', { AIRFLOW__SMTP__SMTP_USER: '' })
    expect(config.optional('smtp', 'smtp_user')).toBeNull()
    expect(config.source('smtp', 'smtp_user')).toBe('env')
  })

  test('the default stands in AIRFLOW_HOME', () => {
    const config = loadText('')
    expect(config.string('core', 'dags_folder')).toBe(join(config.home, 'dags'))
    expect(config.source('core', 'dags_folder')).toBe('default')
  })
})

describe('values', () => {
  test('have the type of their option', () => {
    const config = loadText('[core]\nparallelism = 7\nload_examples = t\n[metrics]\nstatsd_datadog_tags = a:1, b:2\n')
    expect(config.integer('core', 'parallelism')).toBe(7)
    expect(config.boolean('core', 'load_examples')).toBe(true)
    expect(config.list('metrics', 'statsd_datadog_tags')).toEqual(['a:1', 'b:2'])
    expect(config.float('scheduler', 'job_heartbeat_sec')).toBe(5)
    expect(config.float('core', 'parallelism')).toBe(7)
    expect(config.integer('core', 'daemon_umask')).toBe(0o077)
    expect(config.json('secrets', 'backend_kwargs')).toBeNull()
    expect(config.optionalInteger('core', 'default_task_execution_timeout')).toBeNull()
  })

  test('of an enum are spelt as in the table', () => {
    expect(loadText('[logging]\nlogging_level = debug\n').string('logging', 'logging_level')).toBe('DEBUG')
  })

  test('a misspelt name does not compile', () => {
    const config = loadText('')
    // @ts-expect-error -- no such key
    expect(() => config.string('core', 'paralelism')).toThrow('[core] paralelism is not in the option table')
    // @ts-expect-error -- a text is no number
    config.integer('core', 'dags_folder')
  })

  test('an option that is not set and has no default is named when it is needed', () => {
    const ask = () => loadText('').integer('core', 'default_task_execution_timeout')
    expect(ask).toThrow(ConfigValueMissing)
    expect(ask).toThrow('AIRFLOW__CORE__DEFAULT_TASK_EXECUTION_TIMEOUT')
  })

  test('of the file are interpolated and then expanded, templates not', () => {
    const config = loadText(
      '[core]\nroot = $DATA\ndags_folder = %(root)s/100%%\n[logging]\nsimple_log_format = $DATA %%(x)s\n',
      {
        DATA: '/data',
      },
    )
    expect(config.string('core', 'dags_folder')).toBe('/data/100%')
    expect(config.string('logging', 'simple_log_format')).toBe('$DATA %(x)s')
  })

  test('of variables are expanded, but not interpolated', () => {
    const config = loadText('', { AIRFLOW__CORE__DAGS_FOLDER: '$DATA/100%', DATA: '/data' })
    expect(config.string('core', 'dags_folder')).toBe('/data/100%')
  })
})

describe('a wrong value', () => {
  test('stops loading, and all of them are named with their places', () => {
    const load = () =>
      loadText('[core]\nparallelism = many\n[scheduler]\nmax_threads = 0\n', { AIRFLOW__CORE__LOAD_EXAMPLES: 'maybe' })
    expect(load).toThrow(ConfigValueError)
    const lines = messageOf(load).split('\n')
    expect(lines[0]).toBe('Wrong value in the configuration, 3 times:')
    expect(lines[1]).toMatch(/airflow\.cfg:2: \[core\] parallelism = "many", expected a whole number, 0 or more$/)
    expect(lines[2]).toBe('  AIRFLOW__CORE__LOAD_EXAMPLES: [core] load_examples = "maybe", expected True or False')
    expect(lines[3]).toMatch(/airflow\.cfg:4: \[scheduler\] max_threads = "0", expected a whole number, 1 or more$/)
  })

  test('of a password is not shown', () => {
    const conn = (url: string) => messageOf(() => loadText(`[database]\nsql_alchemy_conn = ${url}\n`))
    expect(conn('mysql://u:hunter2%x@h/d')).toMatch(
      /sql_alchemy_conn = \*\*\*, expected each literal % to be written as %%/,
    )
    expect(conn('postgresql://u:hunter2@h/d')).toMatch(/= \*\*\*, expected a database URL .*only mysql and sqlite/)
    expect(conn('mysql://u:hunter2@h:1x/d')).not.toContain('hunter2')
  })

  test('of an option without effect is not looked at', () => {
    expect(loadText('[webserver]\nworkers = many\n').warnings).toEqual([])
  })

  test('SQLite goes with LocalExecutor, not with CeleryExecutor', () => {
    expect(loadText('[core]\nexecutor = LocalExecutor\n').string('core', 'executor')).toBe('LocalExecutor')
    expect(messageOf(() => loadText('[core]\nexecutor = CeleryExecutor\n'))).toMatch(
      /airflow\.cfg:2: \[core\] executor = "CeleryExecutor", expected LocalExecutor, or a mysql:\/\/ URL/,
    )
    loadText('[core]\nexecutor = CeleryExecutor\n[database]\nsql_alchemy_conn = mysql://h/d\n')
  })

  test('an executor that does not exist here is named with those that do', () => {
    expect(messageOf(() => loadText('', { AIRFLOW__CORE__EXECUTOR: 'KubernetesExecutor' }))).toContain(
      'expected one of SequentialExecutor, LocalExecutor, CeleryExecutor',
    )
  })
})

describe('entries', () => {
  test('tell where each value comes from, and which to hide', () => {
    const config = loadText('[core]\nparallelism = 32\ndag_concurrency = 3\n[shop]\napi_token = x\n')
    const found = config
      .entries()
      .map(({ section, key, value, source, isSensitive, isDefault }) => [
        `${section}.${key}`,
        { value, source, isSensitive, isDefault },
      ])
    expect(Object.fromEntries(found)).toMatchObject({
      'core.parallelism': { value: '32', source: 'file', isSensitive: false, isDefault: true },
      'core.max_active_tasks_per_dag': { value: '3', source: 'file', isSensitive: false, isDefault: false },
      'database.sql_alchemy_conn': { source: 'default', isSensitive: true, isDefault: true },
      'shop.api_token': { value: 'x', source: 'file', isSensitive: true, isDefault: false },
    })
    expect(config.sections()).toContain('shop')
    expect(config.sections()).toContain('slipstream')
  })

  test('are found by what a user types: any case, old places, own names', () => {
    const config = loadText('[core]\ndag_concurrency = 3\n[shop]\ncolor = %(x)s\nx = $RED\n', {
      AIRFLOW__SHOP__SIZE: '4',
      RED: 'red',
    })
    expect(config.entry('CORE', 'Dag_Concurrency')).toMatchObject({ key: 'max_active_tasks_per_dag', value: '3' })
    expect(config.entry('shop', 'color')?.value).toBe('red')
    expect(config.entry('shop', 'size')).toMatchObject({ value: '4', source: 'env' })
    expect(config.entry('shop', 'weight')).toBeNull()
  })

  test('can be listed while a command is broken', () => {
    const entries = loadText('[smtp]\nsmtp_password_cmd = false\n').entries()
    expect(entries.find(({ key }) => key === 'smtp_password')?.isSensitive).toBe(true)
  })
})

test('loading a file with all defaults is a matter of milliseconds', () => {
  const env = { AIRFLOW_HOME: scratchHome() }
  const times = Array.from({ length: 20 }, () => {
    const start = performance.now()
    loadConfig({ env })
    return performance.now() - start
  })
  expect(Math.min(...times)).toBeLessThan(5)
})
