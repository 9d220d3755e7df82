import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bareHome, type CliHome } from './run-airflow.ts'

let home: Omit<CliHome, 'database'>
beforeAll(async () => {
  home = await bareHome()
})
afterAll(() => home[Symbol.asyncDispose]())

const urlLine = (): string => `DB: sqlite:///${join(home.path, 'airflow.db')}`

describe('airflow db', () => {
  test('check-migrations waits no longer than it is told, then says what to do', async () => {
    expect(await home.run(['db', 'check-migrations', '-t', '0'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('TimeoutError: There are still unapplied migrations after 0 seconds.'),
    })
  })

  test('migrate creates the tables with the configured default_pool, and may run again', async () => {
    const env = { AIRFLOW__CORE__DEFAULT_POOL_TASK_SLOT_COUNT: '7' }
    const { code, stdout } = await home.run(['db', 'migrate'], { env })
    expect(code).toBe(0)
    expect(stdout.split('\n')).toEqual([
      urlLine(),
      `Performing upgrade to the metadata database ${urlLine().slice(4)}`,
      'Database migrating done!',
      '',
    ])
    expect((await home.run(['initdb'])).stdout).toMatch(/Done\.\n$/)
    expect((await home.run(['pools', 'get', 'default_pool', '-o', 'json'])).stdout).toContain('"slots": "7"')
    expect(await home.run(['db', 'check-migrations'])).toEqual({ code: 0, stdout: '', stderr: '' })
  })

  test('check says that the database answers', async () => {
    expect(await home.run(['checkdb'])).toEqual({ code: 0, stdout: 'Connection successful.\n', stderr: '' })
  })

  test('check tries again as often as it is told, then fails with the reason', async () => {
    const env = { AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: 'mysql://root@127.0.0.1:1/airflow' }
    const { code, stderr } = await home.run(['db', 'check', '--retry', '1', '--retry-delay', '0'], { env })
    expect(code).toBe(1)
    expect(stderr).toContain('1 retries remain. Will retry in 0 seconds')
    expect(stderr).toMatch(/Cannot connect to the database at 127\.0\.0\.1:1 .*\n$/)
  })

  test('reset asks first, and drops nothing when the answer is no', async () => {
    await home.run(['variables', 'set', 'kept', 'v'])
    const refused = await home.run(['db', 'reset'], { input: 'n\n' })
    expect(refused).toMatchObject({ code: 1, stderr: 'Cancelled\n' })
    expect(refused.stdout).toContain('This will drop existing tables if they exist. Proceed? (y/n)')
    expect(await home.run(['resetdb'], { input: 'n\n' })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Bail.'),
    })
    expect((await home.run(['variables', 'get', 'kept'])).code).toBe(0)
    expect((await home.run(['db', 'reset', '-y'])).code).toBe(0)
    expect((await home.run(['variables', 'get', 'kept'])).code).toBe(1)
  })

  test('names a database file that cannot be opened', async () => {
    const env = { AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: `sqlite:///${home.path}/airflow.cfg/airflow.db` }
    expect(await home.run(['db', 'check'], { env })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('/airflow.cfg/airflow.db'),
    })
  })
})
