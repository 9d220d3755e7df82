import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findCommand } from '../../runtime/cli/parse/find-command.ts'
import { parseArgs } from '../../runtime/cli/parse/parse-args.ts'
import { loadConfig } from '../../runtime/config/load-config.ts'
import { flowerSettings } from '../../runtime/flower/settings/flower-settings.ts'
import { readStackConfig } from '../../stacks/config.ts'
import { renderPrograms } from '../../stacks/render.ts'
import { host1, host2 } from '../stacks/config/problems-of.ts'

/** Debian's own Python, to which its supervisor belongs. */
const PYTHON = '/usr/bin/python3'
const hasSupervisor = spawnSync(PYTHON, ['-c', 'import supervisor']).status === 0
if (!hasSupervisor) process.stderr.write('No supervisor here: its parser is not asked.\n')

const { username } = userInfo()
const stack = readStackConfig(
  {
    hosts: [host1, { ...host2, queues: ['default', '50%'], concurrency: 4 }],
    airflow: { user: username, home: '/srv/airflow', longestTaskSeconds: 7200 },
    locale: 'zh_CN.UTF-8',
  },
  'prod',
)
const programs = stack.hosts.map(host => renderPrograms(stack, host))

/** What supervisor makes of configuration files, by its own code. */
const READ = `
import json, sys
from supervisor.options import ServerOptions
options = ServerOptions()
options.realize(['-c', sys.argv[1]])
names = ['name', 'command', 'directory', 'uid', 'environment', 'autostart', 'autorestart', 'startsecs', 'startretries',
  'stopsignal', 'stopwaitsecs', 'stopasgroup', 'killasgroup', 'redirect_stderr', 'stdout_logfile',
  'stdout_logfile_maxbytes', 'stdout_logfile_backups', 'stderr_logfile', 'stderr_logfile_maxbytes', 'stderr_logfile_backups']
read = lambda p: {n: getattr(p, n) if n not in ('autorestart',) else str(p.autorestart) for n in names}
print(json.dumps([read(p) for group in options.process_group_configs for p in group.process_configs], default=str))
`

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'programs-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function readBySupervisor(texts: readonly string[]): Record<string, unknown>[] {
  const file = join(folder, 'supervisord.conf')
  writeFileSync(file, ['[supervisord]', ...texts].join('\n'))
  const { status, stdout, stderr } = spawnSync(PYTHON, ['-W', 'ignore', '-c', READ, file], {
    encoding: 'utf8',
    cwd: folder,
  })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

describe.skipIf(!hasSupervisor)('supervisor reads', () => {
  test('a worker: it alone is told to stop, has time for its longest task, and leaves nobody behind', () => {
    const [worker] = readBySupervisor((programs[1] ?? []).map(({ conf }) => conf))
    expect(worker).toEqual({
      name: 'airflow_worker',
      command: '/usr/local/bin/airflow worker -q default,50%,node.host2 -c 4 -cn host2',
      directory: '/srv/airflow',
      uid: userInfo().uid,
      environment: {
        AIRFLOW_HOME: '/srv/airflow',
        HOME: username === 'root' ? '/root' : `/home/${username}`,
        USER: username,
        LANG: 'zh_CN.UTF-8',
        LC_ALL: 'zh_CN.UTF-8',
        PYTHONIOENCODING: 'utf-8',
        SLIPSTREAM_HOSTNAME: '192.168.0.11',
      },
      autostart: true,
      autorestart: expect.stringContaining('RestartUnconditionally'),
      startsecs: 5,
      startretries: 20,
      stopsignal: 15,
      stopwaitsecs: 7260,
      stopasgroup: false,
      killasgroup: true,
      redirect_stderr: false,
      stdout_logfile: '/var/log/supervisor/airflow_worker.out',
      stdout_logfile_maxbytes: 50 * 1024 * 1024,
      stdout_logfile_backups: 10,
      stderr_logfile: '/var/log/supervisor/airflow_worker.err',
      stderr_logfile_maxbytes: 50 * 1024 * 1024,
      stderr_logfile_backups: 10,
    })
  })

  test('all programs of a host', () => {
    const read = readBySupervisor((programs[0] ?? []).map(({ conf }) => conf))
    expect(read.map(({ name, command }) => [name, command]).sort()).toEqual([
      ['airflow_flower', '/usr/local/bin/airflow flower'],
      ['airflow_scheduler', '/usr/local/bin/airflow scheduler'],
      ['airflow_webserver', '/usr/local/bin/airflow webserver'],
      ['airflow_worker', '/usr/local/bin/airflow worker -q default,node.host1 -cn host1'],
    ])
    const flower = read.find(({ name }) => name === 'airflow_flower')
    const env = { ...(flower?.['environment'] as Record<string, string>), AIRFLOW_HOME: folder }
    const { brokerApi } = flowerSettings(loadConfig({ env }), {}, env)
    expect(brokerApi?.href).toBe('http://192.168.0.10:15672/api/')
    expect(read.find(({ name }) => name === 'airflow_webserver')).toMatchObject({ stopwaitsecs: 60, killasgroup: true })
  })
})

test('the command line of the runtime understands every command of a program', async () => {
  for (const { conf } of programs.flat()) {
    const [, ...words] = (/^command=(.*)$/m.exec(conf)?.[1] ?? '').replaceAll('%%', '%').split(' ')
    const found = findCommand(words)
    if (found.kind !== 'command') throw new Error(`${words.join(' ')}: ${found.kind}`)
    const command = await found.entry.load()
    expect(parseArgs(command, { ...found, summary: found.entry.summary })?.options).toBeDefined()
    if (words[0] === 'worker') expect(found.path).toBe('celery worker')
  }
})
