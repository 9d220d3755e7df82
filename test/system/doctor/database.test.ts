import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Told } from '../../../scripts/doctor/finding.ts'
import { clock } from '../../../scripts/doctor/questions/clock.ts'
import { database } from '../../../scripts/doctor/questions/database.ts'
import { query } from '../../database-command.ts'
import { serverBinary, sharedServer } from '../../database-server.ts'
import { offerPackage } from './offered-package.ts'
import { type Cluster, describeOnHosts, SECRETS, startCluster } from './scene.ts'

const CFG = '/home/ubuntu/airflow/airflow.cfg'

const binary = serverBinary()

describeOnHosts(
  'the database as a host sees it',
  () => {
    const user = `doctor_${randomBytes(4).toString('hex')}`
    let cluster: Cluster
    let sql: (statement: string) => Promise<unknown>
    beforeAll(async () => {
      const { port } = await sharedServer(binary as string)
      sql = statement => query(port, statement)
      await sql(`CREATE USER ${user}@'%' IDENTIFIED BY '${SECRETS.databasePassword}'`)
      await sql(`CREATE DATABASE ${user} CHARACTER SET utf8mb4`)
      const settings = {
        database: { address: '127.0.0.1', port, user, name: user, password: SECRETS.databasePassword },
      }
      const host = { name: 'node1', roles: ['webserver', 'scheduler', 'worker'] }
      cluster = await startCluster({ hosts: [host, { name: 'node2', roles: ['worker'] }], settings })
    }, 120_000)
    afterAll(async () => {
      await cluster?.[Symbol.asyncDispose]()
      await sql?.(`DROP DATABASE ${user}`)
      await sql?.(`DROP USER ${user}@'%'`)
    })

    const ask = async (): Promise<Told[]> => (await cluster.ask(database)).filter(({ host }) => host === 'node1')

    test('lets nobody in who has no rights on it', async () => {
      expect(await ask()).toMatchObject([
        {
          status: 'problem',
          finding: expect.stringMatching(`^${user} may not use the database ${user} at 127.0.0.1:\\d+ \\(1044\\)$`),
          evidence: [expect.stringContaining('Access denied')],
          fix: { advice: expect.stringContaining(`GRANT ALL PRIVILEGES ON \`${user}\`.* TO '${user}'@'%'`) },
        },
      ])
    })

    test('lacks rights', async () => {
      await sql(`GRANT SELECT, INSERT, UPDATE, DELETE, CREATE ON ${user}.* TO ${user}@'%'`)
      expect(await ask()).toMatchObject([
        { status: 'problem', finding: `${user} lacks DROP, ALTER, INDEX, REFERENCES on the database ${user}` },
      ])
      expect(JSON.stringify(await ask())).not.toContain('IDENTIFIED')
    })

    test('has an old character set', async () => {
      await sql(`GRANT ALL ON ${user}.* TO ${user}@'%'`)
      await sql(`ALTER DATABASE ${user} CHARACTER SET latin1`)
      expect(await ask()).toMatchObject([
        { status: 'warning', finding: expect.stringContaining('character set latin1') },
      ])
      await sql(`ALTER DATABASE ${user} CHARACTER SET utf8mb4`)
    })

    test('is well otherwise', async () => {
      expect(await ask()).toMatchObject([{ status: 'ok' }])
    })

    test('has not the password of airflow.cfg, which is not shown', async () => {
      await cluster.run(
        'node1',
        `sed -i.was 's/^sql_alchemy_conn = mysql:..${user}:[^@]*@/&/; s|:db-p[^@]*@|:other-secret@|' ${CFG}`,
      )
      const found = await ask()
      expect(found).toMatchObject([
        {
          finding: expect.stringMatching(`^MySQL at .* refuses the password of ${user} in airflow.cfg \\(1045\\)$`),
          fix: { advice: expect.stringContaining('npx pulumi up --refresh -s test') },
        },
      ])
      expect(JSON.stringify(found)).not.toContain('other-secret')
      await cluster.run('node1', `mv ${CFG}.was ${CFG}`)
    })

    test('is not there', async () => {
      await cluster.run('node1', `sed -i.was '/^sql_alchemy_conn/s|/${user}$|/${user}_other|' ${CFG}`)
      await sql(`GRANT ALL ON ${user}_other.* TO ${user}@'%'`)
      expect(await ask()).toMatchObject([
        { finding: expect.stringMatching(`has no database ${user}_other \\(1049\\)`) },
      ])
      await cluster.run('node1', `mv ${CFG}.was ${CFG}`)
    })

    test('cannot be reached', async () => {
      await cluster.run('node1', `sed -i.was '/^sql_alchemy_conn/s|@127.0.0.1:[0-9]*|@127.0.0.1:1|' ${CFG}`)
      expect(await ask()).toMatchObject([
        {
          status: 'problem',
          finding: 'no MySQL answers at 127.0.0.1:1',
          evidence: [expect.stringContaining('refused')],
        },
      ])
      await cluster.run('node1', `mv ${CFG}.was ${CFG}`)
    })

    test('has a driver for Python tasks once that is installed', async () => {
      await offerPackage(cluster, 'node1', { name: 'python3-mysqldb', module: 'MySQLdb.py' })
      const folder = '/home/ubuntu/airflow/logs/dag_id=etl'
      await cluster.run(
        'node1',
        `mkdir -p ${folder}; echo "ImportError: No module named 'MySQLdb'" >${folder}/attempt=1.log`,
      )
      expect(await ask()).toMatchObject([
        { status: 'problem', finding: "a Python task or program found No module named 'MySQLdb'" },
      ])
      expect((await cluster.fix(database)).filter(({ host }) => host === 'node1')).toMatchObject([{ isFixed: true }])
      expect(await ask()).toMatchObject([{ status: 'ok' }])
    })

    test('has a clock by which a host that is wrong is told', async () => {
      expect((await cluster.ask(clock)).map(({ status }) => status)).toEqual(['ok', 'ok'])
      await cluster.run(
        'node2',
        `mv /usr/bin/date /usr/bin/date.true; printf '#!/bin/sh\\nexec date.true -d "-20 seconds" "$@"\\n' >/usr/bin/date; chmod 755 /usr/bin/date`,
      )
      const [first, second] = await cluster.ask(clock)
      expect(first).toMatchObject({ host: 'node1', status: 'ok' })
      expect(second).toMatchObject({
        host: 'node2',
        status: 'problem',
        finding: expect.stringMatching(/^its clock is (19|20|21)\.\d s behind most of the others$/),
      })
      await cluster.run('node2', 'mv /usr/bin/date.true /usr/bin/date')
    })
  },
  binary === null ? 'there is no MySQL or MariaDB' : null,
)
