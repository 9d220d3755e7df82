import { expect } from 'vitest'
import { ask, PASSWORD, type Webserver } from '../webserver.ts'

/** Makes the user `reader`, who may read the runs and task instances of that DAG and of no other. */
export async function createOneDagReader(webserver: Webserver, dagId: string): Promise<void> {
  const resources = [`DAG:${dagId}`, 'DAG Runs', 'Task Instances', 'Website']
  const actions = resources.map(name => ({ action: { name: 'can_read' }, resource: { name } }))
  const role = await ask(webserver, 'POST /roles', { body: { name: 'OneDag', actions } })
  expect(role.body).toMatchObject({ name: 'OneDag' })
  const user = { username: 'reader', first_name: 'R', last_name: 'R', email: 'r@example.com', password: PASSWORD }
  const created = await ask(webserver, 'POST /users', { body: { ...user, roles: [{ name: 'OneDag' }] } })
  expect(created.body).toMatchObject({ username: 'reader' })
}
