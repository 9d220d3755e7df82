import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listAuditEvents } from '../../runtime/db/audit-log.ts'
import { type CliHome, makeHome } from './run-airflow.ts'

let home: CliHome
beforeAll(async () => {
  home = await makeHome()
})
afterAll(() => home[Symbol.asyncDispose]())

const ok = (stdout: string) => ({ code: 0, stdout, stderr: '' })

describe('airflow connections', () => {
  test('adds one from its parts, with the password hidden, and once only', async () => {
    const args = ['connections', 'add', 'c1', '--conn-type', 'mysql', '--conn-host', 'db', '--conn-login', 'me']
    const added = await home.run([
      ...args,
      '--conn-password',
      'secret!',
      '--conn-port',
      '3306',
      '--conn-extra',
      '{"a": 1}',
    ])
    expect(added).toEqual(ok('Successfully added `conn_id`=c1 : mysql://me:******@db:3306\n'))
    expect(await home.run(args)).toEqual({
      code: 1,
      stdout: '',
      stderr: 'A connection with `conn_id`=c1 already exists.\n',
    })
    const events = await listAuditEvents(home.database.kysely, { event: 'cli_connections_add', limit: 9 })
    expect(events.map(event => event.extra).join()).not.toContain('secret!')
  })

  test('gets it with all its columns', async () => {
    const { stdout } = await home.run(['connections', 'get', 'c1', '-o', 'json'])
    expect(JSON.parse(stdout)).toEqual([
      {
        id: '1',
        conn_id: 'c1',
        conn_type: 'mysql',
        description: null,
        host: 'db',
        schema: null,
        login: 'me',
        password: 'secret!',
        port: '3306',
        is_encrypted: 'True',
        is_extra_encrypted: 'True',
        extra_dejson: { a: '1' },
        get_uri: 'mysql://me:secret%21@db:3306/?__extra__=%7B%22a%22%3A+1%7D',
      },
    ])
    expect(await home.run(['connections', 'get', 'nope'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'Connection not found.\n',
    })
    const env = { AIRFLOW_CONN_FROM_ENV: 'http://host:80' }
    expect((await home.run(['connections', 'get', 'from_env', '-o', 'json'], { env })).stdout).toContain(
      '"host": "host"',
    )
  })

  test('adds one from a URI or JSON, and refuses what does not fit together', async () => {
    expect((await home.run(['connections', 'add', 'c2', '--conn-uri', 'http://a:b@host/path'])).code).toBe(0)
    expect((await home.run(['connections', 'add', 'c3', '--conn-json', '{"conn_type": "http"}'])).code).toBe(0)
    const { stdout } = await home.run(['connections', 'list', '--conn-id', 'c2', '-o', 'json'])
    expect(JSON.parse(stdout)).toMatchObject([{ conn_id: 'c2', host: 'host', schema: 'path', password: 'b' }])
  })

  test.each([
    [['c4'], 'Must supply either conn-uri or conn-json if not supplying conn-type'],
    [['c4', '--conn-uri', 'a://b', '--conn-json', '{}'], 'Cannot supply both conn-uri and conn-json'],
    [['c4', '--conn-uri', 'a://b', '--conn-host', 'h'], "not compatible with the --conn-uri flag: ['conn_host']"],
    [['c4', '--conn-uri', 'nothing'], 'Connection c4 cannot be read'],
    [['c 4', '--conn-type', 'http'], "The conn_id 'c 4' must have up to 200 letters"],
  ])('refuses to add %j', async (args, message) => {
    const { code, stderr } = await home.run(['connections', 'add', ...args])
    expect(code).toBe(1)
    expect(stderr).toContain(message)
  })

  test('deletes, and fails where there is none', async () => {
    expect(await home.run(['connections', 'delete', 'c2'])).toEqual(
      ok('Successfully deleted connection with `conn_id`=c2\n'),
    )
    expect(await home.run(['connections', 'delete', 'c2'])).toMatchObject({
      code: 1,
      stderr: 'Did not find a connection with `conn_id`=c2\n',
    })
  })

  test('1.10 form tells the same with exit code 0', async () => {
    const add = ['connections', '-a', '--conn_id', 'old', '--conn_uri', 'ftp://h']
    expect(await home.run(add)).toEqual(ok('\tSuccessfully added `conn_id`=old : ftp://:@h:\n'))
    expect(await home.run(add)).toEqual(ok('\tA connection with `conn_id`=old already exists\n'))
    expect((await home.run(['connections', '-l'])).stdout).toContain("│ 'old'   │ 'ftp'     │ 'h'  ")
    expect((await home.run(['connections', '-d', '--conn_id', 'old'])).code).toBe(0)
    expect(await home.run(['connections', '--delete', '--conn_id', 'old'])).toEqual(
      ok('\tDid not find a connection with `conn_id`=old\n'),
    )
  })
})
