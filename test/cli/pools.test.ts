import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CliHome, makeHome } from './run-airflow.ts'

let home: CliHome
beforeAll(async () => {
  home = await makeHome()
})
afterAll(() => home[Symbol.asyncDispose]())

const ok = (stdout: string) => ({ code: 0, stdout, stderr: '' })

describe('airflow pools', () => {
  test('sets, gets, lists and deletes', async () => {
    expect(await home.run(['pools', 'set', 'p1', '-1', 'no limit', '--include-deferred'])).toEqual(
      ok('Pool p1 created\n'),
    )
    expect(await home.run(['pools', 'get', 'p1', '-o', 'json'])).toEqual(
      ok('[{"pool": "p1", "slots": "-1", "description": "no limit", "include_deferred": "True"}]\n'),
    )
    expect((await home.run(['pools', 'list', '-o', 'plain'])).stdout).toMatch(
      /^pool +slots +description +include_deferred\ndefault_pool +128 +Default pool +False\np1 +-1 +no limit +True\n$/,
    )
    expect(await home.run(['pools', 'delete', 'p1'])).toEqual(ok('Pool p1 deleted\n'))
  })

  test('a missing one is an error in 2.x only', async () => {
    const missing = { code: 1, stdout: '', stderr: 'Pool nope does not exist\n' }
    expect(await home.run(['pools', 'get', 'nope'])).toEqual(missing)
    expect(await home.run(['pools', 'delete', 'nope'])).toEqual(missing)
    expect(await home.run(['pool', '-g', 'nope'])).toEqual({
      code: 0,
      stdout: '',
      stderr: "Pool 'nope' doesn't exist\n",
    })
  })

  test('refuses slots that are no number, and to delete default_pool', async () => {
    expect(await home.run(['pools', 'set', 'p', 'many', ''])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("argument slots: invalid value 'many', expected a whole number"),
    })
    expect(await home.run(['pools', 'delete', 'default_pool'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('default_pool cannot be deleted.'),
    })
  })

  test('pool of 1.10 prints a boxed table', async () => {
    expect((await home.run(['pool'])).stdout).toBe(
      [
        '╒════════════════╤═══════╤════════════════╕',
        '│ Pool           │ Slots │ Description    │',
        '╞════════════════╪═══════╪════════════════╡',
        "│ 'default_pool' │ 128   │ 'Default pool' │",
        '╘════════════════╧═══════╧════════════════╛',
        '',
      ].join('\n'),
    )
  })

  test('imports and exports files, and names pools of a file that are none', async () => {
    const [from, to] = [join(home.path, 'pools.json'), join(home.path, 'out.json')]
    await writeFile(from, '{"p2": {"slots": 2, "description": "two"}, "p3": {"slots": "three"}}')
    expect(await home.run(['pools', 'import', from])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Failed to update pool(s): p3.'),
    })
    expect(await home.run(['pools', 'export', to])).toEqual(ok(`Exported 2 pools to ${to}\n`))
    expect(JSON.parse(await readFile(to, 'utf8'))).toMatchObject({
      p2: { slots: 2, description: 'two', include_deferred: false },
    })
    expect(await home.run(['pools', 'import', to])).toEqual(ok('Uploaded 2 pool(s)\n'))
    expect(await home.run(['pools', 'import', '/no/such'])).toMatchObject({
      code: 1,
      stderr: 'Missing pools file /no/such\n',
    })
  })
})
