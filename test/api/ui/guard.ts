import { type Answer, ask, PASSWORD, type Webserver } from '../webserver.ts'

/**
 * Makes `guard`, who may read these resources, and of DAGs only those that are among them
 * (`DAG:one`).
 */
export async function makeGuard(webserver: Webserver, ...resources: readonly string[]): Promise<void> {
  const actions = resources.map(resource => ({ action: { name: 'can_read' }, resource: { name: resource } }))
  expectStatus(await ask(webserver, 'POST /roles', { body: { name: 'Guard', actions } }))
  const name = { username: 'guard', first_name: 'Gu', last_name: 'Ard', email: 'guard@example.com' }
  const body = { ...name, password: PASSWORD, roles: [{ name: 'Guard' }] }
  expectStatus(await ask(webserver, 'POST /users', { body }))
}

function expectStatus({ status, body }: Answer): void {
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`)
}
