import { type Answer, ask, PASSWORD, type Webserver } from '../webserver.ts'

/** Makes `reader`, who may read the runs and task instances of that DAG and of no other. */
export const createOneDagReader = (webserver: Webserver, dagId: string): Promise<void> =>
  createReader(webserver, `DAG:${dagId}`, 'DAG Runs', 'Task Instances', 'Website')

/**
 * Makes `reader` with the role `Reader`, who may read these resources, and of DAGs only those that are among them
 * (`DAG:one`).
 */
export async function createReader(webserver: Webserver, ...resources: readonly string[]): Promise<void> {
  const role = { name: 'Reader', actions: readingOf(...resources) }
  expectStatus(await ask(webserver, 'POST /roles', { body: role }))
  const name = { username: 'reader', first_name: 'R', last_name: 'R', email: 'r@example.com' }
  const body = { ...name, password: PASSWORD, roles: [{ name: 'Reader' }] }
  expectStatus(await ask(webserver, 'POST /users', { body }))
}

/** The permissions to read these, as roles have them. */
export const readingOf = (...resources: readonly string[]) =>
  resources.map(name => ({ action: { name: 'can_read' }, resource: { name } }))

function expectStatus({ status, body }: Answer): void {
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`)
}
