import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listAuditEvents } from '../../runtime/db/audit-log.ts'
import { type CliHome, makeHome } from './run-airflow.ts'

let home: CliHome
beforeAll(async () => {
  home = await makeHome()
})
afterAll(() => home[Symbol.asyncDispose]())

const ok = (stdout: string) => ({ code: 0, stdout, stderr: '' })

describe('airflow variables', () => {
  test('sets, gets, lists and deletes', async () => {
    expect(await home.run(['variables', 'set', 'greeting', 'hello', '--description', 'said first'])).toEqual(
      ok('Variable greeting created\n'),
    )
    expect(await home.run(['variables', 'get', 'greeting'])).toEqual(ok('hello\n'))
    expect(await home.run(['variables', 'list'])).toEqual(ok('key     \n========\ngreeting\n\n'))
    expect(await home.run(['variables', 'delete', 'greeting'])).toEqual(ok('Variable greeting deleted\n'))
    expect(await home.run(['variables', 'delete', 'greeting'])).toMatchObject({ code: 0, stdout: '' })
  })

  test('a missing one is an error, unless there is a default; 1.10 prints None', async () => {
    expect(await home.run(['variables', 'get', 'nope'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'Variable nope does not exist\n',
    })
    expect(await home.run(['variables', 'get', 'nope', '-d', 'else'])).toEqual(ok('else\n'))
    expect(await home.run(['variables', '-g', 'nope'])).toEqual(ok('None\n'))
  })

  test('AIRFLOW_VAR_… goes before the database', async () => {
    expect(await home.run(['variables', 'get', 'colour'], { env: { AIRFLOW_VAR_COLOUR: 'red' } })).toEqual(ok('red\n'))
  })

  test('reads JSON as Python prints it, and says when it is none', async () => {
    await home.run(['variables', 'set', 'settings', '{"on": true, "name": null}'])
    expect(await home.run(['variables', 'get', 'settings', '-j'])).toEqual(ok("{'on': True, 'name': None}\n"))
    await home.run(['variables', 'set', 'settings', 'oops'])
    expect(await home.run(['variables', 'get', 'settings', '-j'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Variable settings does not hold JSON'),
    })
  })

  test('1.10 form sets silently and lists bare keys', async () => {
    expect(await home.run(['variables', '-s', 'old', 'way'])).toEqual(ok(''))
    expect(await home.run(['variables', '--get', 'old'])).toEqual(ok('way\n'))
    expect(await home.run(['variables', '-x', 'old'])).toEqual(ok(''))
  })

  test('imports and exports JSON files that only their owner can read', async () => {
    const [from, to] = [join(home.path, 'in.json'), join(home.path, 'out.json')]
    await writeFile(from, '{"b": "text", "a": {"n": 1}}')
    expect(await home.run(['variables', 'import', from])).toEqual(ok('2 of 2 variables successfully updated.\n'))
    expect(await home.run(['variables', 'import', from, '-a', 'skip'])).toEqual(
      ok(
        "0 of 2 variables successfully updated.\nThe variables with these keys: ['a', 'b'] were skipped because they already exists\n",
      ),
    )
    expect(await home.run(['variables', 'import', from, '-a', 'fail'])).toMatchObject({
      code: 1,
      stderr: "Failed. These keys: ['a', 'b'] already exists.\n",
    })
    expect((await home.run(['variables', '-e', to])).stdout).toMatch(/^\d+ variables successfully exported to /)
    expect(JSON.parse(await readFile(to, 'utf8'))).toMatchObject({ a: { n: 1 }, b: 'text' })
    expect((await stat(to)).mode & 0o777).toBe(0o600)
  })

  test('names a file that is missing or wrong', async () => {
    expect(await home.run(['variables', 'import', '/no/such.json'])).toMatchObject({
      code: 1,
      stderr: 'Missing variables file.\n',
    })
    await writeFile(join(home.path, 'bad.json'), '[1, 2]')
    expect(await home.run(['variables', 'import', join(home.path, 'bad.json')])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Invalid variables file.'),
    })
  })

  test('a secret value does not get into the audit log', async () => {
    await home.run(['variables', 'set', 'db_password', 'hunter22'])
    const [event] = await listAuditEvents(home.database.kysely, { event: 'cli_variables_set', limit: 1 })
    expect(event?.extra).toContain("'db_password', '********'")
  })
})
