import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listAuditEvents } from '../../runtime/db/audit-log.ts'
import { verifyPassword } from '../../runtime/db/password.ts'
import { findUser } from '../../runtime/db/user.ts'
import { type CliHome, makeHome } from './run-airflow.ts'

let home: CliHome
beforeAll(async () => {
  home = await makeHome()
})
afterAll(() => home[Symbol.asyncDispose]())

const ok = (stdout: string) => ({ code: 0, stdout, stderr: '' })

const create = (username: string, ...more: string[]) => [
  ...['users', 'create', '-u', username, '-e', `${username}@example.com`, '-f', 'A', '-l', 'B', '-r', 'Admin'],
  ...more,
]

async function hasPassword(username: string, password: string): Promise<boolean> {
  const user = await findUser(home.database.kysely, username)
  return verifyPassword(password, user?.passwordHash ?? '')
}

describe('airflow users', () => {
  test('creates a user whose password is stored as a hash only', async () => {
    expect(await home.run(create('ada', '-p', 'countess1'))).toEqual(ok('User "ada" created with role "Admin"\n'))
    expect(await hasPassword('ada', 'countess1')).toBe(true)
    const [event] = await listAuditEvents(home.database.kysely, { event: 'cli_users_create', limit: 1 })
    expect(event?.extra).toContain("'-p', '********'")
  })

  test('asks for the password twice and does not show it', async () => {
    const asked = await home.run(create('bob'), { input: 'typed-1\ntyped-1\n' })
    expect(asked).toEqual(ok('Password:\nRepeat for confirmation:\nUser "bob" created with role "Admin"\n'))
    expect(await hasPassword('bob', 'typed-1')).toBe(true)
    expect(await home.run(create('eve'), { input: 'typed-1\ntyped-2\n' })).toMatchObject({
      code: 1,
      stderr: 'Passwords did not match\n',
    })
  })

  test('a name that is taken is said and no failure; an address that is taken and an unknown role are', async () => {
    expect(await home.run(create('ada', '-p', 'x'))).toEqual(ok('ada already exist in the db\n'))
    expect(await home.run(create('eve', '-e', 'ada@example.com', '--use-random-password'))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('A user with email ada@example.com exists already.'),
    })
    expect(await home.run(create('eve', '-r', 'Boss', '-p', 'x'))).toMatchObject({
      code: 1,
      stderr: 'Boss is not a valid role. Valid roles are: Admin, Op, Public, User, Viewer\n',
    })
  })

  test('lists users and roles', async () => {
    const rows = JSON.parse((await home.run(['users', 'list', '-o', 'json'])).stdout)
    expect(rows[0]).toEqual({
      id: '1',
      username: 'ada',
      email: 'ada@example.com',
      first_name: 'A',
      last_name: 'B',
      roles: ['Admin'],
    })
    expect((await home.run(['list_users'])).stdout).toContain(
      "│ 1  │ ada      │ ada@example.com │ A          │ B         │ ['Admin'] │",
    )
    expect((await home.run(['roles', 'list', '-o', 'plain'])).stdout).toBe('name\nAdmin\nOp\nPublic\nUser\nViewer\n')
  })

  test('adds and removes roles', async () => {
    expect(await home.run(['users', 'add-role', '-u', 'bob', '-r', 'Viewer'])).toEqual(
      ok('User "bob" added to role "Viewer"\n'),
    )
    expect((await home.run(['users', 'add-role', '-u', 'bob', '-r', 'Viewer'])).code).toBe(1)
    expect((await home.run(['users', 'remove-role', '-e', 'bob@example.com', '-r', 'Admin'])).code).toBe(0)
    expect((await findUser(home.database.kysely, 'bob'))?.roles).toEqual(['Viewer'])
  })

  test('sets a new password', async () => {
    expect(await home.run(['users', 'reset-password', '-u', 'bob', '-p', 'changed'])).toEqual(
      ok('User "bob" password reset successfully\n'),
    )
    expect(await hasPassword('bob', 'changed')).toBe(true)
  })

  test('deletes by name or address, and says whom it does not know', async () => {
    expect(await home.run(['delete_user', '-u', 'bob'])).toEqual(ok('User "bob" deleted\n'))
    expect(await home.run(['users', 'delete', '-u', 'bob'])).toMatchObject({
      code: 1,
      stderr: 'User "bob" does not exist\n',
    })
    expect((await home.run(['users', 'delete'])).stderr).toBe(
      'Missing args: must supply one of --username or --email\n',
    )
  })
})
