import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { listNodes } from '../../runtime/db/node.ts'
import { hostName } from '../../runtime/service/host-name.ts'
import { eventually } from '../../scripts/servers/eventually.ts'
import { createTestDatabase, describeOnEachDatabase } from '../databases.ts'
import { Airflow } from './airflow.ts'
import { exitOf, says } from './cluster/cluster.ts'

interface ListedNode {
  readonly role: string
  readonly pid: string
  readonly state: string
  readonly config: string
}

const HOST = hostName()
const DAG = "import { Dag } from 'slipstream'\nnew Dag('one').bash('t', { command: 'true' })\n"

/** Two homes as on two hosts: what they share is the database, and what is given here. */
async function twoHosts(url: string): Promise<readonly [Airflow, Airflow]> {
  const env = {
    AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: url,
    AIRFLOW__SLIPSTREAM__NODE_REPORT_SECONDS: '1',
    AIRFLOW__CORE__FERNET_KEY: `${randomBytes(32).toString('base64url')}=`,
    AIRFLOW__WEBSERVER__SECRET_KEY: 'the same everywhere',
  }
  return [await Airflow.create(env), await Airflow.create(env)]
}

const listed = async (airflow: Airflow): Promise<{ readonly nodes: ListedNode[]; readonly output: string }> => {
  const { code, output } = await airflow.run('cluster', 'nodes', '-o', 'json')
  expect(code, output).toBe(0)
  return { nodes: JSON.parse(output.split('\n').find(line => line.startsWith('[')) ?? ''), output }
}

describeOnEachDatabase('Two processes of one cluster', current => {
  test('are compared by the scheduler: configuration, and that they agree when the other one is right', {
    timeout: 90_000,
  }, async () => {
    await using opened = await createTestDatabase(current().dialect)
    const [head, other] = await twoHosts(opened.url)
    await using _head = head
    await using _other = other
    const folder = { AIRFLOW__CORE__DAGS_FOLDER: head.dagsFolder }
    Object.assign(head.env, folder)
    Object.assign(other.env, folder)
    const scheduler = await says(head.start('scheduler'), 'Scheduler started on')
    const wrong = { AIRFLOW__WEBSERVER__SECRET_KEY: 'not the same', AIRFLOW__OPERATORS__DEFAULT_QUEUE: 'slow' }
    const right = { ...other.env }
    Object.assign(other.env, wrong)
    const webserver = await says(other.start('webserver'), 'Webserver listens on')
    await says(scheduler, 'Nodes differ in configuration ([operators] default_queue, [webserver] secret_key): ')
    expect(scheduler.output()).toMatch(
      new RegExp(
        `[0-9a-f]{8} on (scheduler|webserver)@${HOST}; [0-9a-f]{8} on (scheduler|webserver)@${HOST}\\. Deploy`,
      ),
    )
    const { nodes, output } = await listed(head)
    expect(nodes).toMatchObject([
      { role: 'scheduler', pid: String(scheduler.pid), state: 'alive' },
      { role: 'webserver', pid: String(webserver.pid), state: 'alive' },
    ])
    expect(nodes[0]?.config).not.toBe(nodes[1]?.config)
    expect(output).toContain('Warning: Nodes differ in configuration')
    webserver.kill('SIGTERM')
    await exitOf(webserver)
    await says(scheduler, 'All nodes agree again')
    Object.assign(other.env, right)
    await says(other.start('webserver'), 'Webserver listens on')
    await eventually(async () => ((await listNodes(opened.database.kysely)).length === 2 ? true : null), {
      withinMs: 20_000,
      what: 'the webserver that is right',
    })
    expect(scheduler.output().match(/Nodes differ/g)).toHaveLength(1)
  })
})

describeOnEachDatabase('Two schedulers', current => {
  test('are compared by the DAG files that they have', { timeout: 90_000 }, async () => {
    if (current().dialect === 'sqlite') return
    const [one, other] = await twoHosts(current().url)
    await using _one = one
    await using _other = other
    one.addDag('a', DAG)
    const started = await Promise.all([one, other].map(host => says(host.start('scheduler'), 'Scheduler started on')))
    for (const scheduler of started) await says(scheduler, 'Nodes differ in DAG files: ')
    expect(started[0]?.output()).toMatch(/[0-9a-f]{8} on scheduler@\S+; no DAG files on scheduler@/)
    expect(started[0]?.output()).toContain('Nodes differ in configuration ([core] dags_folder)')
    other.addDag('a', DAG)
    const same = async () => {
      const nodes = await listNodes(current().database.kysely)
      return nodes.length === 2 && nodes[0]?.dagsHash === nodes[1]?.dagsHash ? true : null
    }
    await eventually(same, { withinMs: 20_000, what: 'the same DAG files' })
  })
})
