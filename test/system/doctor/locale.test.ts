import { afterAll, beforeAll, expect, test } from 'vitest'
import { ascii } from '../../../scripts/doctor/questions/ascii.ts'
import { locale } from '../../../scripts/doctor/questions/locale.ts'
import { type Cluster, describeOnHosts, startCluster } from './scene.ts'

describeOnHosts('the locale of a host', () => {
  let cluster: Cluster
  beforeAll(async () => {
    const roles = ['webserver', 'scheduler', 'worker']
    cluster = await startCluster({ hosts: [{ name: 'node1', roles }], settings: { locale: 'zh_CN.UTF-8' } })
    await cluster.run('node1', 'rm -f /etc/default/locale; service supervisor start')
  })
  afterAll(async () => cluster?.[Symbol.asyncDispose]())

  test('that is not generated is found, generated and written', async () => {
    const before = await cluster.ask(locale)
    expect(before.map(({ status, finding }) => [status, finding])).toEqual([
      ['problem', 'zh_CN.UTF-8 is not generated: Python programs say "unsupported locale setting"'],
      ['problem', '/etc/default/locale is missing'],
    ])
    expect(await pythonSays('zh_CN.UTF-8')).toContain('unsupported locale setting')
    const after = await cluster.fix(locale)
    expect(after.map(({ status, isFixed }) => [status, isFixed])).toEqual([
      ['ok', true],
      ['ok', true],
    ])
    expect(await pythonSays('zh_CN.UTF-8')).toBe('zh_CN.UTF-8')
    expect(await cluster.run('node1', 'cat /etc/default/locale')).toBe('LANG=zh_CN.UTF-8\nLC_ALL=zh_CN.UTF-8')
    expect((await cluster.ask(locale)).map(({ status }) => status)).toEqual(['ok'])
  })

  test('that /etc/default/locale has and nobody generated is found, and replaced', async () => {
    await cluster.write('node1', '/etc/default/locale', 'LANG=de_DE.UTF-8\n')
    const [first, second] = await cluster.fix(locale)
    expect(first).toMatchObject({
      isFixed: true,
      evidence: [expect.stringContaining('/etc/default/locale (LANG)'), expect.anything()],
    })
    expect(second).toMatchObject({ isFixed: true, finding: expect.stringContaining('does not say zh_CN.UTF-8') })
  })

  test('of a program that has lost its own is found, and set again', async () => {
    const conf = '/etc/supervisor/conf.d/airflow_scheduler.conf'
    await cluster.run('node1', `sed -i 's/LANG="[^"]*",LC_ALL="[^"]*"/LC_ALL="POSIX"/' ${conf} && supervisorctl update`)
    const [first] = await cluster.ask(ascii)
    expect(first).toMatchObject({
      status: 'problem',
      finding: expect.stringContaining('airflow_scheduler runs in an ASCII locale'),
    })
    const after = await cluster.fix(ascii)
    expect(after).toMatchObject([{ status: 'ok', isFixed: true }])
    expect(await cluster.run('node1', `grep ^environment= ${conf}`)).toContain(
      'LANG="zh_CN.UTF-8",LC_ALL="zh_CN.UTF-8"',
    )
  })

  test('of tasks that say so since the programs have theirs is a warning', async () => {
    const line = "UnicodeDecodeError: 'ascii' codec can't decode byte 0xe4 in position 0"
    await cluster.run(
      'node1',
      `mkdir -p /home/ubuntu/airflow/logs/dag_id=a && echo "${line}" >/home/ubuntu/airflow/logs/dag_id=a/attempt=1.log`,
    )
    expect(await cluster.ask(ascii)).toMatchObject([{ status: 'warning', evidence: [expect.stringContaining(line)] }])
  })

  const pythonSays = (lang: string): Promise<string> =>
    cluster.run(
      'node1',
      `LC_ALL=${lang} python3 -c 'import locale; print(locale.setlocale(locale.LC_ALL, ""))' 2>&1 || :`,
    )
})
