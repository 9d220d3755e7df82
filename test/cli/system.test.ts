import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insertJob } from '../../runtime/db/job.ts'
import { type CliHome, makeHome } from './run-airflow.ts'

let home: CliHome
beforeAll(async () => {
  home = await makeHome()
})
afterAll(() => home[Symbol.asyncDispose]())

describe('airflow version and info', () => {
  test('version prints the bare version', async () => {
    const { version } = JSON.parse(readFileSync('runtime/package.json', 'utf8')) as { version: string }
    expect(await home.run(['version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
    expect((await home.run(['--version'])).stdout).toBe(`${version}\n`)
  })

  test('info says where things are, without passwords', async () => {
    const env = { AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: 'mysql://me:secret@db/airflow' }
    const { stdout } = await home.run(['info'], { env })
    expect(stdout).toMatch(/^Apache Airflow\n\nversion +\| /)
    expect(stdout).toContain('mysql://me:***@db/airflow')
    expect(stdout).toMatch(new RegExp(`airflow_home +\\| ${home.path}`))
    expect(JSON.parse((await home.run(['info', '-o', 'json'])).stdout)[0]['System info'].node_version).toBe(
      process.version,
    )
  })
})

describe('airflow config', () => {
  test('get-value prints the bare value, from wherever it comes', async () => {
    const env = { AIRFLOW__CORE__PARALLELISM: '5' }
    expect(await home.run(['config', 'get-value', 'core', 'parallelism'], { env })).toEqual({
      code: 0,
      stdout: '5\n',
      stderr: '',
    })
  })

  test('get-value of a missing option prints nothing but advice', async () => {
    expect(await home.run(['config', 'get-value', 'core', 'paralelism'])).toEqual({
      code: 0,
      stdout: '',
      stderr: 'The option [core/paralelism] is not found in config. Did you mean parallelism?\n',
    })
  })

  test('list prints a section, with sensitive values hidden', async () => {
    const { code, stdout } = await home.run(['config', 'list', '--section', 'core', '-s'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^\[core\]\n/)
    expect(stdout).toContain('# Source: default\nparallelism = 32\n')
    expect(stdout).toContain('fernet_key = < hidden >\n')
    expect(stdout).not.toContain('[webserver]')
    expect(await home.run(['config', 'list', '--section', 'cor'])).toMatchObject({
      code: 1,
      stderr: 'There is no section [cor] in the configuration. Did you mean core?\n',
    })
  })
})

describe('airflow jobs check', () => {
  const scheduler = (hostname: string, atMs: number) =>
    insertJob(home.database.kysely, { jobType: 'SchedulerJob', hostname, unixname: 'me', executorClass: null, atMs })

  test('finds jobs whose heartbeat is fresh', async () => {
    await scheduler('stale', Date.now() - 3_600_000)
    expect(await home.run(['jobs', 'check'])).toEqual({ code: 1, stdout: '', stderr: 'No alive jobs found.\n' })
    await scheduler('one', Date.now())
    expect((await home.run(['jobs', 'check', '--job-type', 'SchedulerJob'])).stdout).toBe('Found one alive job.\n')
    await scheduler('two', Date.now())
    expect((await home.run(['jobs', 'check', '--limit', '0'])).stderr).toBe('Found 2 alive jobs. Expected only one.\n')
    expect((await home.run(['jobs', 'check', '--limit', '9', '--allow-multiple'])).stdout).toBe('Found 2 alive jobs.\n')
    expect((await home.run(['jobs', 'check', '--hostname', 'one'])).code).toBe(0)
    expect((await home.run(['jobs', 'check', '--job-type', 'LocalTaskJob'])).code).toBe(1)
  })

  test('refuses options that contradict each other', async () => {
    expect((await home.run(['jobs', 'check', '--allow-multiple'])).stderr).toContain(
      'you must set the limit to a value greater than 1',
    )
    expect((await home.run(['jobs', 'check', '--local', '--hostname', 'x'])).code).toBe(1)
    expect((await home.run(['jobs', 'check', '--job-type', 'Nothing'])).code).toBe(2)
  })
})
