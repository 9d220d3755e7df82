import { expect, test } from 'vitest'
import { RoleNotFound, UserAlreadyExists, UserNotFound } from '../../runtime/db/errors.ts'
import { ensureRoles, findRole, listRoles } from '../../runtime/db/role.ts'
import {
  addUserRole,
  createUser,
  deleteUser,
  findUser,
  listUsers,
  type NewUser,
  recordLogin,
  removeUserRole,
  setPasswordHash,
} from '../../runtime/db/user.ts'
import { describeOnEachDatabase } from '../databases.ts'

const ANNA: NewUser = {
  username: 'anna',
  firstName: 'Anna',
  lastName: 'Ähre',
  email: 'anna@example.com',
  passwordHash: 'scrypt:32768:8:1$salt$00',
  roles: ['Op', 'Admin'],
}
const AT_MS = Date.UTC(2026, 10, 24)

describeOnEachDatabase('users', current => {
  const db = () => current().database.kysely

  test('are found as they were created', async () => {
    const created = await createUser(db(), ANNA, AT_MS)
    expect(created).toMatchObject({ ...ANNA, roles: ['Admin', 'Op'], isActive: true, createdOnMs: AT_MS })
    expect(await findUser(db(), 'anna')).toEqual(created)
    expect(await findUser(db(), 'otto')).toBe(null)
  })

  test('cannot share a username or an email', async () => {
    await expect(createUser(db(), ANNA, AT_MS)).rejects.toThrow('A user with username anna exists already')
    const twin = createUser(db(), { ...ANNA, username: 'anna2' }, AT_MS)
    await expect(twin).rejects.toThrow(UserAlreadyExists)
    await expect(twin).rejects.toThrow('A user with email anna@example.com exists already')
  })

  test('cannot have a role that does not exist', async () => {
    const creation = createUser(db(), { ...ANNA, username: 'x', email: 'x', roles: ['Boss'] }, AT_MS)
    await expect(creation).rejects.toThrow(RoleNotFound)
    await expect(creation).rejects.toThrow('Boss is not a valid role. Valid roles are: Admin, Op, Public, User, Viewer')
    expect(await findUser(db(), 'x')).toBe(null)
  })

  test('are given and taken roles', async () => {
    await addUserRole(db(), 'anna', 'Viewer')
    await addUserRole(db(), 'anna', 'Viewer')
    await removeUserRole(db(), 'anna', 'Op')
    expect((await findUser(db(), 'anna'))?.roles).toEqual(['Admin', 'Viewer'])
    await expect(addUserRole(db(), 'otto', 'Viewer')).rejects.toThrow(UserNotFound)
    await expect(removeUserRole(db(), 'anna', 'Boss')).rejects.toThrow(RoleNotFound)
  })

  test('have their logins counted; a success forgets the failures', async () => {
    const id = (await findUser(db(), 'anna'))?.id as number
    await recordLogin(db(), id, { succeeded: false, atMs: AT_MS })
    await recordLogin(db(), id, { succeeded: false, atMs: AT_MS })
    expect(await findUser(db(), 'anna')).toMatchObject({ failedLoginCount: 2, loginCount: 0, lastLoginMs: null })
    await recordLogin(db(), id, { succeeded: true, atMs: AT_MS })
    expect(await findUser(db(), 'anna')).toMatchObject({ failedLoginCount: 0, loginCount: 1, lastLoginMs: AT_MS })
  })

  test('get a new password', async () => {
    await setPasswordHash(db(), 'anna', 'new')
    expect((await findUser(db(), 'anna'))?.passwordHash).toBe('new')
    await expect(setPasswordHash(db(), 'otto', 'new')).rejects.toThrow('User otto does not exist')
  })

  test('are deleted with their roles, but their notes stay', async () => {
    const run = { dag_id: 'd', run_id: 'r', run_type: 'manual', execution_date: '2026-01-01 00:00:00.000000' } as const
    await db().insertInto('dag_run').values(run).execute()
    const { id } = await db().selectFrom('dag_run').select('id').executeTakeFirstOrThrow()
    const at = '2026-01-01 00:00:00.000000'
    const user_id = (await findUser(db(), 'anna'))?.id as number
    await db().insertInto('dag_run_note').values({ dag_run_id: id, user_id, created_at: at, updated_at: at }).execute()
    await deleteUser(db(), 'anna')
    expect(await listUsers(db())).toEqual([])
    expect(await db().selectFrom('dag_run_note').select(['dag_run_id', 'user_id']).execute()).toEqual([
      { dag_run_id: id, user_id: null },
    ])
    await expect(deleteUser(db(), 'anna')).rejects.toThrow(UserNotFound)
  })
})

describeOnEachDatabase('roles', current => {
  test('are added where they are missing', async () => {
    const db = current().database.kysely
    await ensureRoles(db, ['Admin', 'Auditor'])
    await ensureRoles(db, ['Auditor'])
    expect((await listRoles(db)).map(role => role.name)).toEqual(['Admin', 'Auditor', 'Op', 'Public', 'User', 'Viewer'])
    expect((await findRole(db, 'Auditor'))?.name).toBe('Auditor')
    expect(await findRole(db, 'Boss')).toBe(null)
  })
})
