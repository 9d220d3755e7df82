import { afterAll, beforeAll, expect, test } from 'vitest'
import { programs } from '../../../scripts/doctor/questions/programs.ts'
import { eventually } from '../../../scripts/servers/eventually.ts'
import { type Cluster, describeOnHosts, startCluster } from './scene.ts'

const WORKER = '/etc/supervisor/conf.d/airflow_worker.conf'

describeOnHosts('the programs of a host', () => {
  let cluster: Cluster
  beforeAll(async () => {
    cluster = await startCluster({ hosts: [{ name: 'node1', roles: ['webserver', 'scheduler', 'worker'] }] })
  })
  afterAll(async () => cluster?.[Symbol.asyncDispose]())

  const run = (text: string): Promise<string> => cluster.run('node1', text)
  const isAllWell = async (): Promise<true | null> =>
    (await cluster.ask(programs)).every(({ status }) => status === 'ok') || null

  test('do not run where supervisor does not: it is started', async () => {
    expect(await cluster.ask(programs)).toMatchObject([
      { status: 'problem', finding: 'supervisor does not run, and so none of its programs' },
    ])
    expect(await cluster.fix(programs)).toMatchObject([{ status: 'ok', isFixed: true }])
    await eventually(isAllWell, { withinMs: 60_000, what: 'all programs' })
  })

  test('that fail are found with their last words, and started again', async () => {
    await cluster.write('node1', '/usr/local/bin/airflow', '#!/bin/sh\necho "cannot bind to port 8793" >&2\nexit 3\n')
    await run('sed -i s/startretries=20/startretries=0/ /etc/supervisor/conf.d/*.conf')
    await run('chmod 755 /usr/local/bin/airflow; supervisorctl update')
    await eventually(async () => (await run('supervisorctl status || :')).match(/worker +FATAL/), {
      withinMs: 60_000,
      what: 'a worker that gave up',
    })
    const found = await cluster.ask(programs)
    expect(found.map(({ finding }) => finding)).toContainEqual(expect.stringContaining('airflow_worker is FATAL'))
    expect(found[0]?.evidence).toContain('cannot bind to port 8793')
    const inVain = await cluster.fix(programs)
    expect(inVain[0]).toMatchObject({ status: 'problem', isFixed: false })
    expect(inVain[0]?.evidence.join('\n')).toContain('the fix failed')
    await cluster.write('node1', '/usr/local/bin/airflow', '#!/bin/sh\nexec sleep 100000\n')
    await run('chmod 755 /usr/local/bin/airflow')
    const after = await cluster.fix(programs)
    expect(after.map(({ isFixed }) => isFixed)).toEqual([true, true, true])
    expect(await run('supervisorctl status')).toMatch(/worker +RUNNING/)
  })

  test('that somebody stopped are started', async () => {
    await run('supervisorctl stop airflow_worker')
    expect(await cluster.fix(programs)).toMatchObject([
      { isFixed: true, finding: expect.stringContaining('airflow_worker is STOPPED') },
    ])
  })

  test('that supervisor has not read are read', async () => {
    await run(`supervisorctl stop airflow_worker; mv ${WORKER} /tmp/w; supervisorctl update; mv /tmp/w ${WORKER}`)
    expect(await cluster.fix(programs)).toMatchObject([
      { isFixed: true, finding: 'airflow_worker has a file, but supervisor has not read it' },
    ])
  })

  test('that would lose tasks when stopped are found, and left as they are', async () => {
    const wrong =
      's/stopasgroup=false/stopasgroup=true/; s/stopwaitsecs=.*/stopwaitsecs=20/; s/stopsignal=.*/stopsignal=QUIT/'
    await run(`sed -i '${wrong}' ${WORKER}`)
    const found = await cluster.fix(programs)
    expect(found.map(({ finding, isFixed }) => [finding, isFixed])).toEqual([
      ['airflow_worker has stopasgroup=true: stopping it ends the tasks that it runs', false],
      ['airflow_worker has stopsignal=QUIT: only TERM lets it finish what it runs', false],
      ['airflow_worker is killed 20 s after it is told to stop, but a task may take 3600 s', false],
    ])
  })

  test('whose file is gone are missed', async () => {
    await run(`rm ${WORKER}`)
    expect(await cluster.ask(programs)).toMatchObject([
      { finding: "airflow_worker is missing: no file in supervisor's conf.d names it" },
    ])
  })
})
