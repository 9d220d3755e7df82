import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bareHome, type CliHome } from './run-airflow.ts'

let home: Omit<CliHome, 'database'>
beforeAll(async () => {
  home = await bareHome()
})
afterAll(() => home[Symbol.asyncDispose]())

describe('airflow', () => {
  test('alone asks for a group or command, with the list of them', async () => {
    const { code, stdout, stderr } = await home.run([])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^usage: airflow \[-h\] GROUP_OR_COMMAND/)
    expect(stderr).toContain(
      'airflow command error: the following arguments are required: GROUP_OR_COMMAND, see help above.',
    )
  })

  test('--help lists groups and commands', async () => {
    const { code, stdout } = await home.run(['--help'])
    expect(code).toBe(0)
    expect(stdout).toContain('  dags         Manage DAGs')
    expect(stdout).toContain('  standalone   Run an all-in-one copy of Airflow')
  })

  test('suggests the command that was perhaps meant', async () => {
    expect(await home.run(['list_dagz'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("invalid choice: 'list_dagz' (did you mean 'list_dags'?), see help above."),
    })
    expect(await home.run(['dags', 'lst'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        "airflow dags command error: argument COMMAND: invalid choice: 'lst' (did you mean 'list'?), see help above.",
      ),
    })
  })

  test('says what is missing or too much, in the words of argparse', async () => {
    expect(await home.run(['dags', 'trigger'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        'airflow dags trigger command error: the following arguments are required: dag_id, see help above.',
      ),
    })
    expect(await home.run(['trigger_dag', 'etl', '--bogus'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('command error: unrecognized arguments: --bogus, see help above.'),
    })
    expect(await home.run(['users', 'create', '-u', 'ada'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('the following arguments are required: -r/--role, see help above.'),
    })
  })

  test('says in one line that the database must be migrated first', async () => {
    expect(await home.run(['dags', 'list'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'The metadata database has no tables yet. Please run: airflow db migrate\n',
    })
  })

  test('shows where an expected error came from with -v only', async () => {
    const { code, stderr } = await home.run(['dags', 'list', '-v'])
    expect(code).toBe(1)
    expect(stderr).toMatch(/DatabaseNotMigrated: The metadata database has no tables yet\..*\n\s+at /)
  })

  test('names a wrong value of the configuration', async () => {
    const { code, stderr } = await home.run(['dags', 'list'], { env: { AIRFLOW__CORE__PARALLELISM: 'many' } })
    expect(code).toBe(1)
    expect(stderr).toContain('AIRFLOW__CORE__PARALLELISM')
  })
})
