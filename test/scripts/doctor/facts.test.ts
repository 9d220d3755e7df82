import { execFileSync } from 'node:child_process'
import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { parseConfig } from '../../../runtime/config/config-parser.ts'
import { type Method, methodFrame, methodsOn, short } from '../../../scripts/doctor/facts/amqp-frames.ts'
import { measureOffset } from '../../../scripts/doctor/facts/clock.ts'
import { hitsIn } from '../../../scripts/doctor/facts/log-hits.ts'
import { environmentsIn, filesIn, statesIn } from '../../../scripts/doctor/facts/programs.ts'
import { settingsOf } from '../../../scripts/doctor/facts/settings.ts'
import { readHostAccess } from '../../../scripts/doctor/host-access.ts'
import { osOf } from '../../../scripts/doctor/os.ts'
import { lookCommand, looksIn } from '../../../scripts/doctor/patient.ts'
import { STACK } from './examined.ts'

const look = (output: string, status = 0) => ({ status, output })

test('commands are run in one go, each with its own status and words', () => {
  const [shell = '', ...words] = lookCommand(
    { good: ['printf', 'no line feed'], bad: ['sh', '-c', 'echo a; echo; echo b >&2; exit 3'], empty: ['true'] },
    'mark',
  )
  const output = execFileSync(shell, words, { encoding: 'utf8' })
  expect(looksIn(output, 'mark')).toEqual({
    good: { status: 0, output: 'no line feed' },
    bad: { status: 3, output: 'a\n\nb' },
    empty: { status: 0, output: '' },
  })
})

describe('what supervisor says', () => {
  test('of states', () => {
    const output = `airflow_worker                   RUNNING   pid 12, uptime 0:00:12
node:airflow_flower              FATAL     Exited too quickly (process log may have details)
unix:///var/run/supervisor.sock no such file`
    expect(statesIn(look(output))).toEqual([
      { name: 'airflow_worker', state: 'RUNNING', detail: 'pid 12, uptime 0:00:12' },
      { name: 'airflow_flower', state: 'FATAL', detail: 'Exited too quickly (process log may have details)' },
    ])
  })

  test('in files', () => {
    const output = `/c/a.conf:; a comment
/c/a.conf:[program:airflow_worker]
/c/a.conf:stopwaitsecs = 20 ; too few
/c/a.conf:environment=LANG="C",B="x;y"
/c/b.conf:[group:all]
/c/b.conf:programs=airflow_worker`
    expect(filesIn(look(output))).toEqual([
      { name: 'airflow_worker', file: '/c/a.conf', settings: { stopwaitsecs: '20', environment: 'LANG="C",B="x;y"' } },
    ])
  })

  test('of processes', () => {
    expect(environmentsIn(look('program g:airflow_worker 1700000000\nLANG=C\nLC_ALL=\nprogram b 1\n'))).toEqual([
      { name: 'airflow_worker', startedAt: 1_700_000_000, environment: { LANG: 'C', LC_ALL: '' } },
      { name: 'b', startedAt: 1, environment: {} },
    ])
  })
})

test('lines of logs are told from complaints about logs', () => {
  expect(hitsIn(look("17\t/var/log/a.err\t  No module named 'x'\nfind: denied\n"))).toEqual([
    { file: '/var/log/a.err', writtenAt: 17, line: "No module named 'x'" },
  ])
})

describe('settings', () => {
  test('are those of the environment, then of airflow.cfg, old places too', () => {
    const cfg =
      '[core]\nsql_alchemy_conn = mysql://a:p%%40ss@h/d\n[celery]\nbroker_url = pyamqp://b\nssl_active = True\nssl_cacert = /ca.pem\n[webserver]\nsecret_key = k\n'
    const variables = { AIRFLOW__CELERY__BROKER_URL: 'pyamqp://other' }
    expect(settingsOf(parseConfig(cfg, 'airflow.cfg'), variables, STACK)).toEqual({
      sqlAlchemyConn: 'mysql://a:p%40ss@h/d',
      brokerUrl: 'pyamqp://other',
      brokerTls: { isActive: true, sslKey: null, sslCert: null, sslCacert: '/ca.pem' },
      secretKey: 'k',
      baseLogFolder: '/home/ubuntu/airflow/logs',
      workerLogPort: 8793,
    })
  })
})

describe('a host', () => {
  test('is reached as the stack says', () => {
    const jump = { address: 'bastion', port: 22, user: 'ops', knownHosts: '~/known' }
    const access = readHostAccess({ address: '10.0.0.1', port: 22, user: 'ubuntu', hostKey: 'ssh-ed25519 A', jump })
    expect(access).toEqual({
      address: '10.0.0.1',
      port: 22,
      user: 'ubuntu',
      hostKey: 'ssh-ed25519 A',
      jump: { address: 'bastion', port: 22, user: 'ops', knownHosts: `${process.env['HOME']}/known` },
    })
  })

  test('whose key cannot be read is an error that names the file', () => {
    const access = { address: 'a', port: 22, user: 'u', privateKeyFile: '/no/such/key' }
    expect(() => readHostAccess(access)).toThrow(
      'Cannot read the private key /no/such/key that the stack names: ENOENT',
    )
  })

  test('has the system that os-release names', () => {
    expect(osOf('PRETTY_NAME="Ubuntu"\nID=ubuntu\nVERSION_ID="24.04"\n', true)).toEqual({
      id: 'ubuntu',
      version: '24.04',
      hasSystemd: true,
    })
    expect(osOf('', false)).toMatchObject({ id: 'unknown', version: 'unknown' })
  })
})

test('AMQP methods are read however the stream cuts them', async () => {
  const stream = new PassThrough()
  const bytes = Buffer.concat([methodFrame('10.10', short(7)), methodFrame('10.50', short(530))])
  for (const byte of bytes) stream.write(Buffer.from([byte]))
  stream.end()
  const methods: Method[] = []
  for await (const method of methodsOn(stream)) methods.push(method)
  expect(methods).toEqual([
    { id: '10.10', args: short(7) },
    { id: '10.50', args: short(530) },
  ])
})

test('the surest of three readings of a clock counts', async () => {
  const { uncertainMs, aheadMs } = await measureOffset(async () => Date.now() + 5_000)
  expect(uncertainMs).toBeLessThan(1_000)
  expect(Math.abs(aheadMs - 5_000)).toBeLessThanOrEqual(uncertainMs + 1)
})
