import { describe, expect, test } from 'vitest'
import { fixText } from '../../../scripts/doctor/finding.ts'
import { ascii } from '../../../scripts/doctor/questions/ascii.ts'
import { type ClockFacts, clock } from '../../../scripts/doctor/questions/clock.ts'
import { type DatabaseFacts, database, privilegesMissing } from '../../../scripts/doctor/questions/database.ts'
import { disk, partitionsIn } from '../../../scripts/doctor/questions/disk.ts'
import { type LocaleFacts, locale } from '../../../scripts/doctor/questions/locale.ts'
import { missedIn, modules, packageOf } from '../../../scripts/doctor/questions/modules.ts'
import { type NodesFacts, nodes } from '../../../scripts/doctor/questions/nodes.ts'
import { programs } from '../../../scripts/doctor/questions/programs.ts'
import { DEBIAN, findingsOf, UBUNTU } from './examined.ts'

const fixesOf = (findings: ReturnType<typeof findingsOf>): string[] =>
  findings.map(({ fix }) => (fix ? fixText(fix) : ''))

describe('locale', () => {
  const facts: LocaleFacts = {
    generated: ['C', 'C.utf8', 'en_US.utf8'],
    file: 'LANG=en_US.UTF-8\nLC_ALL="en_US.UTF-8"\n',
    programs: [{ name: 'airflow_worker', environment: { LANG: 'en_US.UTF-8', AIRFLOW__CORE__EXECUTOR: 'x' } }],
    hasLocaleGen: true,
  }

  test('finds nothing where all is as the stack says', () => {
    expect(findingsOf(locale, [facts])).toEqual([])
  })

  test('is generated as each system does it', () => {
    const missing = { ...facts, generated: ['C'] }
    expect(fixesOf(findingsOf(locale, [missing], UBUNTU))[0]).toMatch(
      /^sudo locale-gen en_US.UTF-8\nsudo sh -c 'printf /,
    )
    expect(fixesOf(findingsOf(locale, [missing]))[0]).toMatch(
      /^sudo sh -c 'echo "en_US.UTF-8 UTF-8" >>\/etc\/locale.gen'\nsudo locale-gen\nsudo sh -c/,
    )
    const bare = { ...missing, hasLocaleGen: false }
    expect(fixesOf(findingsOf(locale, [bare]))[0]).toContain('apt-get install -y --no-install-recommends locales')
    const fedora = { id: 'fedora', version: '41', hasSystemd: true }
    expect(fixesOf(findingsOf(locale, [missing], fedora))).toEqual(['generate en_US.UTF-8 as fedora 41 does it'])
  })

  test('that nothing can generate is left to people', () => {
    const strange = { ...facts, programs: [{ name: 'airflow_worker', environment: { LC_ALL: 'klingon' } }] }
    expect(findingsOf(locale, [strange])).toMatchObject([
      {
        finding: expect.stringContaining('klingon is not generated'),
        fix: { advice: expect.stringContaining('"klingon"') },
      },
    ])
  })
})

test('ascii: what is empty counts as not set, and LC_ALL goes before LANG', () => {
  const running = (environment: Record<string, string>) => ({
    programs: [{ name: 'airflow_worker', startedAt: 0, environment }],
    files: [{ name: 'airflow_worker', file: '/w.conf', settings: { environment: 'A="1,B=2|&",LANG="C"' } }],
    hits: [],
  })
  expect(findingsOf(ascii, [running({ LC_ALL: '', LANG: 'zh_CN.utf8' })])).toEqual([])
  const found = findingsOf(ascii, [running({ LC_ALL: 'POSIX', LANG: 'en_US.UTF-8' })])
  expect(fixesOf(found)).toEqual([
    `sudo sed -i 's|^environment *=.*|environment=A="1,B=2\\|\\&",LANG="en_US.UTF-8",LC_ALL="en_US.UTF-8"|' /w.conf\n` +
      'sudo supervisorctl update airflow_worker',
  ])
})

describe('database', () => {
  const grants = ['GRANT USAGE ON *.* TO `airflow`@`%`', 'GRANT ALL PRIVILEGES ON `airflow`.* TO `airflow`@`%`']
  const facts = (version: string): DatabaseFacts => ({
    place: { host: '10.0.0.1', port: 3306, user: 'airflow', database: 'airflow' },
    connection: { kind: 'open', version, charset: 'utf8mb4', grants },
    driver: { isThere: false, hits: [] },
  })

  test.each(['8.0.11', '9.7.0', '10.6.1-MariaDB', '11.4.2-MariaDB-log'])('%s is new enough', version => {
    expect(findingsOf(database, [facts(version)])).toEqual([])
  })

  test.each(['5.7.44', '10.5.29-MariaDB', '5.5.5-10.1.48-MariaDB'])('%s is too old', version => {
    expect(findingsOf(database, [facts(version)])).toMatchObject([
      { status: 'problem', finding: `the server is too old: ${version}` },
    ])
  })

  test('rights count where they are about the database', () => {
    const all = (place: string) => [`GRANT ALL PRIVILEGES ON ${place} TO \`a\`@\`%\``]
    for (const place of ['*.*', '`airflow`.*', '`air%`.*', '`a_rflow`.*'])
      expect(privilegesMissing(all(place), 'airflow')).toEqual([])
    expect(privilegesMissing(all('`air\\_flow`.*'), 'air_flow')).toEqual([])
    expect(privilegesMissing(all('`air\\_flow`.*'), 'airxflow')).toHaveLength(9)
    expect(privilegesMissing(all('`airflow`.`dag`'), 'airflow')).toHaveLength(9)
    expect(privilegesMissing(['GRANT SELECT, INSERT ON `b`.* TO `a`@`%`'], 'b')).not.toContain('SELECT')
  })

  test('a role gets the benefit of the doubt', () => {
    expect(privilegesMissing(['GRANT USAGE ON *.* TO `a`@`%`', 'GRANT `app`@`%` TO `a`@`%`'], 'airflow')).toEqual([])
  })
})

describe('modules', () => {
  test.each([
    ["ModuleNotFoundError: No module named 'flask_bcrypt'", 'flask_bcrypt', 'python3-flask-bcrypt'],
    ['ImportError: No module named yaml.cyaml', 'yaml', 'python3-yaml'],
    ["No module named 'PIL'; 'PIL' is not a package", 'PIL', 'python3-pil'],
  ])('%s', (line, name, debian) => {
    expect(missedIn(line)).toBe(name)
    expect(packageOf(name)).toBe(debian)
  })

  test('come from apt on Debian and Ubuntu only', () => {
    const missing = [{ name: 'jwt', hits: [], package: 'python3-jwt' }]
    expect(fixesOf(findingsOf(modules, [{ missing }], UBUNTU))[0]).toMatch(/apt-get install .* python3-jwt$/)
    const other = { id: 'alpine', version: '3.20', hasSystemd: false }
    expect(fixesOf(findingsOf(modules, [{ missing }], other))[0]).toContain('the package manager of alpine 3.20')
  })
})

test('programs: a host without supervisor gets it from apt', () => {
  const none = { isInstalled: false, answers: false, said: '', states: [], files: [], lastLines: {} }
  const [found] = findingsOf(programs, [none])
  expect(found).toMatchObject({ finding: 'supervisor is not installed', fix: { isSafe: true } })
  const down = { ...none, isInstalled: true, said: 'unix:///var/run/supervisor.sock no such file' }
  expect(fixesOf(findingsOf(programs, [down]))).toEqual(['sudo systemctl enable --now supervisor'])
  expect(fixesOf(findingsOf(programs, [down], { ...DEBIAN, hasSystemd: false }))).toEqual([
    'sudo service supervisor start',
  ])
})

describe('nodes', () => {
  const same: NodesFacts = {
    'airflow.cfg': 'aaa',
    secret_key: 'kkk',
    'dags release': 'd1',
    'dags content': 'c1',
    'runtime version': '0.1.0',
    'runtime release': 'r1 for x86_64',
  }

  test('tells the one that differs from the two that agree', () => {
    expect(findingsOf(nodes, [{ ...same, 'airflow.cfg': null }, same, same])).toMatchObject([
      {
        host: 'host1',
        finding: 'airflow.cfg is not that of host2, host3',
        evidence: ['here: not there', 'there: aaa'],
      },
    ])
  })

  test('lets releases of two architectures differ', () => {
    expect(findingsOf(nodes, [same, { ...same, 'runtime release': 'r2 for aarch64' }])).toEqual([])
    expect(findingsOf(nodes, [same, { ...same, 'runtime release': 'r2 for x86_64' }])).toHaveLength(1)
  })
})

describe('clock', () => {
  const facts = (aheadMs: number, uncertainMs = 10, databaseMs: number | null = 0): ClockFacts => ({
    offset: { aheadMs, uncertainMs },
    database: databaseMs === null ? null : { aheadMs: databaseMs, uncertainMs },
    isSynchronised: false,
    hasService: false,
  })

  test.each([
    [0, null],
    [900, null],
    [2_000, 'warning'],
    [-16_000, 'problem'],
  ])('%d ms from host and database is %s', (aheadMs, status) => {
    const found = findingsOf(clock, [facts(0), facts(aheadMs)])
    expect(found.map(one => one.status)).toEqual(status === null ? [] : [status])
  })

  test('of the control machine does not matter', () => {
    expect(findingsOf(clock, [facts(60_000, 10, 60_000), facts(60_100, 10, 60_000)])).toEqual([])
  })

  test('that is only unsure is not called wrong', () => {
    expect(findingsOf(clock, [facts(0), facts(1_500, 800)])).toEqual([])
  })

  test('of the database is told on its host', () => {
    expect(findingsOf(clock, [facts(0, 10, 20_000), facts(5, 10, 20_000)])).toMatchObject([
      { host: 'host1', finding: 'the clock of the database is 20.0 s ahead of most of the others' },
    ])
  })

  test('is never set without being asked', () => {
    const [found] = findingsOf(clock, [facts(0), facts(20_000)])
    expect(found?.fix).toMatchObject({ isSafe: false })
    expect(fixesOf(findingsOf(clock, [facts(0), facts(20_000)]))[0]).toMatch(
      /systemd-timesyncd\nsudo timedatectl set-ntp true$/,
    )
  })
})

describe('disk', () => {
  test('reads each mount of df once, with spaces in names and without inodes', () => {
    const output = '/dev/vda 1000 400 500 45% /\n/dev/vda 1000 400 500 45% /\n//nas/my share 0 0 0 - /mnt/my data\n'
    expect(partitionsIn(output)).toEqual([
      { mount: '/', total: 1000, used: 400, free: 500 },
      { mount: '/mnt/my data', total: 0, used: 0, free: 0 },
    ])
  })

  test.each([
    [{ used: 84, free: 16 }, null],
    [{ used: 85, free: 15 }, 'warning'],
    [{ used: 96, free: 4 }, 'problem'],
    [{ used: 1, free: 0.4 }, 'problem'],
  ])('%j GiB is %s', ({ used, free }, status) => {
    const gib = 1024 ** 3
    const blocks = [{ mount: '/', total: (used + free) * gib, used: used * gib, free: free * gib }]
    const found = findingsOf(disk, [{ blocks, inodes: [], largest: [] }])
    expect(found.map(one => one.status)).toEqual(status === null ? [] : [status])
  })
})
