import { beforeAll, expect, test } from 'vitest'
import { describeOnEachDatabase } from '../../../databases.ts'
import { storeEtl } from '../../stored-etl.ts'
import { ask, useWebserver } from '../../webserver.ts'
import { askPage } from '../ask-page.ts'

describeOnEachDatabase('the lists of users and roles', current => {
  const webserver = useWebserver(current)
  beforeAll(async () => {
    await storeEtl(current())
    const actions = [{ action: { name: 'can_read' }, resource: { name: 'DAG:etl' } }]
    await ask(webserver(), 'POST /roles', { body: { name: 'Guard', actions } })
    const ann = { username: 'ann', email: 'ann@example.com', first_name: 'Ann', last_name: 'Lee', password: 'pw' }
    await ask(webserver(), 'POST /users', { body: { ...ann, roles: [{ name: 'Guard' }] } })
  })

  test('hold users with their roles, never a password', async () => {
    const answer = await askPage(webserver(), '/users?search=ANN%20LEE', 'admin')
    expect(answer).toMatchObject({ total: 1, all: 6, users: [{ username: 'ann', roles: ['Guard'], isActive: true }] })
    expect(answer.roles).toEqual(['Admin', 'Guard', 'Op', 'Public', 'User', 'Viewer'])
    expect(JSON.stringify(answer)).not.toMatch(/password|scrypt/i)
  })

  test('say what a role may do, and what else it could be given', async () => {
    const actions = ['DAGs', 'Variables'].map(name => ({ action: { name: 'can_read' }, resource: { name } }))
    await ask(webserver(), 'PATCH /roles/Viewer', { body: { actions } })
    const { roles, permissions, dagPermissions, dagIds } = await askPage(webserver(), '/roles', 'admin')
    const role = (name: string) => roles.find((one: { name: string }) => one.name === name)
    expect(role('Guard')).toEqual({
      name: 'Guard',
      userCount: 1,
      isBuiltIn: false,
      fixed: [],
      given: ['can_read DAG:etl'],
    })
    expect(role('Viewer')).toMatchObject({
      isBuiltIn: true,
      fixed: expect.arrayContaining(['can_read DAGs']),
      given: ['can_read Variables'],
    })
    expect(permissions).toEqual(expect.arrayContaining(['can_edit Roles', 'menu_access Admin']))
    expect(dagPermissions).toEqual(expect.arrayContaining(['can_edit DAG:ID', 'can_create DAG Run:ID']))
    expect(dagIds).toEqual(['etl'])
  })

  test('are for administrators', async () => {
    expect((await askPage(webserver(), '/users', 'op')).status).toBe(403)
    expect((await askPage(webserver(), '/roles', 'op')).status).toBe(403)
  })
})
