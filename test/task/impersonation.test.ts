import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { impersonationOf } from '../../runtime/task/impersonation.ts'
import { eventually } from '../../scripts/servers/eventually.ts'
import { openSession, type Session } from '../executors/local-session.ts'
import { canMakeUsers, makeUser, type ThrowAwayUser } from '../throw-away-user.ts'
import { isRunning } from '../worker/processes.ts'

const dag = (user: string): string => `
import { writeFileSync } from 'node:fs'
import { homedir, userInfo } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { Dag, getClient } from 'slipstream'
const dag = new Dag('as', { defaultArgs: { runAsUser: '${user}' } })
const who = 'echo "$(id -un) $(id -Gn) $HOME $USER $AIRFLOW_CTX_TASK_ID"'
dag.bash('who', { command: who })
dag.bash('writes', { command: 'echo out > /dev/stdout; echo err > /dev/stderr; touch here; stat -c %U . here | uniq | tr "\\\\n" " "; pwd' })
dag.bash('at_home', { command: 'touch made; pwd', cwd: '/home/${user}/private' })
dag.bash('nowhere', { command: 'pwd', cwd: '/root/secret' })
dag.bash('times_out', { command: 'trap "" TERM; sleep 600 & sleep 600' }, { executionTimeout: 1 })
dag.bash('unknown', { command: who }, { runAsUser: 'no-such-user' })
dag.task('unknown_handler', async () => 1, { runAsUser: 'no-such-user' })()
dag.task('handler', async () => {
  await getClient().setVariable('of', userInfo().username)
  writeFileSync(homedir() + '/from-handler', '')
  console.log('printed')
  return { user: userInfo().username, home: process.env.HOME, uid: process.getuid() }
}, { onSuccess: async () => console.log('callback by ' + userInfo().username) })()
dag.task('busy', async () => { for (;;); }, { executionTimeout: 1 })()
const free = new Dag('free')
free.bash('who', { command: who })
free.task('handler', async () => userInfo().username)()
`

const processesOf = (user: ThrowAwayUser): number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter(pid => Number.isInteger(pid) && uidOf(pid) === user.uid && isRunning(pid))

function uidOf(pid: number): number | null {
  return statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid ?? null
}

const untilNobody = (user: ThrowAwayUser) =>
  eventually(async () => (processesOf(user).length === 0 ? true : null), {
    withinMs: 10_000,
    what: `no process of ${user.name}`,
  })

describe.skipIf(!canMakeUsers())('A worker that is root', () => {
  let user: ThrowAwayUser
  let session: Session
  beforeAll(async () => {
    user = makeUser()
    mkdirSync(join(user.home, 'private'))
    chmodSync(join(user.home, 'private'), 0o777)
    chmodSync(user.home, 0o700)
    session = await openSession({ 'as.ts': dag(user.name) }, { env: { AIRFLOW__CORE__KILLED_TASK_CLEANUP_TIME: '1' } })
    chmodSync(session.home.home, 0o755)
  })
  afterAll(async () => {
    await session?.[Symbol.asyncDispose]()
    user?.[Symbol.dispose]()
  })
  const run = (taskId: string, dagId = 'as') => session.runs.run(dagId, taskId)

  test('runs a bash task as the user, with its groups, home and names', async () => {
    const { state, xcoms, log } = await run('who')
    expect([state, xcoms['return_value']]).toEqual([
      'success',
      `${user.name} ${user.name} ${user.home} ${user.name} who`,
    ])
    expect(log).toContain(`Running as user ${user.name}`)
  })

  test('gives it a temporary folder of its own, and streams that it can open', async () => {
    const { log, xcoms, state } = await run('writes')
    expect(state, log).toBe('success')
    expect(xcoms['return_value']).toMatch(new RegExp(`^${user.name} /tmp/airflowtmp\\w+$`))
    expect(log).toMatch(/out\n.*err/)
    const folder = String(xcoms['return_value']).split(' ')[1] as string
    expect(statSync(folder, { throwIfNoEntry: false })).toBeUndefined()
  })

  test('may enter what the user may, and nothing else', async () => {
    expect((await run('at_home')).xcoms['return_value']).toBe(`${user.home}/private`)
    expect(statSync(join(user.home, 'private/made')).uid).toBe(user.uid)
    expect(await run('nowhere')).toMatchObject({
      state: 'failed',
      log: expect.stringMatching(/cd: \/root\/secret: Permission denied/),
    })
  })

  test('ends its whole process group', async () => {
    expect(await run('times_out')).toMatchObject({
      state: 'failed',
      log: expect.stringContaining('AirflowTaskTimeout'),
    })
    await untilNobody(user)
  })

  test('fails a task whose user does not exist, and says what to do', async () => {
    for (const taskId of ['unknown', 'unknown_handler'])
      expect(await run(taskId)).toMatchObject({
        state: 'failed',
        log: expect.stringContaining(
          'The task cannot run as user "no-such-user": this host has no such user. Create it on every worker',
        ),
      })
  })

  test('runs a handler and its callbacks as the user; what it asks the worker for works', async () => {
    const request = await session.runs.begin(await session.runs.createRun('as'), 'handler')
    const { state, xcoms, log } = await session.runs.ended(request)
    expect(state, log).toBe('success')
    expect(xcoms['return_value']).toEqual({ user: user.name, home: user.home, uid: user.uid })
    expect(statSync(join(user.home, 'from-handler')).uid).toBe(user.uid)
    expect(log).toContain('printed')
    const isCalledBack = async () => session.runs.logOf(request).includes(`callback by ${user.name}`) || null
    await eventually(isCalledBack, { withinMs: 10_000, what: 'the callback' })
  })

  test('ends a handler of the user that does not listen', async () => {
    expect((await run('busy')).state).toBe('failed')
  })

  test('keeps runners of different users apart', async () => {
    await run('handler')
    expect((await run('handler', 'free')).xcoms['return_value']).toBe(userInfo().username)
    expect((await run('handler')).xcoms['return_value']).toMatchObject({ user: user.name })
  })

  test('runs tasks that name no user as default_impersonation says', async () => {
    await using other = await openSession(
      { 'as.ts': dag(user.name) },
      { env: { AIRFLOW__CORE__DEFAULT_IMPERSONATION: user.name } },
    )
    chmodSync(other.home.home, 0o755)
    expect((await other.runs.run('free', 'who')).xcoms['return_value']).toMatch(new RegExp(`^${user.name} `))
    expect((await other.runs.run('free', 'handler')).xcoms['return_value']).toBe(user.name)
  })
})

test('A worker impersonates nobody to run as itself', async () => {
  expect(await impersonationOf(userInfo().username)).toBe(null)
  expect(await impersonationOf(null)).toBe(null)
})

describe.skipIf(!canMakeUsers())('A worker that is not root', () => {
  const FIXTURE = fileURLToPath(new URL('fixtures/run-bash-as.ts', import.meta.url))
  const AIRFLOW = fileURLToPath(new URL('../../runtime/cli/airflow.js', import.meta.url))
  const opened: ThrowAwayUser[] = []
  afterEach(() => {
    for (const user of opened.splice(0)) user[Symbol.dispose]()
  })
  const user = (sudoers?: string): ThrowAwayUser => {
    const made = makeUser(sudoers)
    opened.push(made)
    return made
  }
  const ALLOWED = 'USER ALL=(ALL) NOPASSWD:SETENV: ALL'

  interface Started {
    readonly child: ChildProcess
    readonly output: () => string
    readonly ended: Promise<string>
  }

  const start = (worker: ThrowAwayUser, target: string, command: string) => startAs(worker, [FIXTURE, target, command])

  function startAs(worker: ThrowAwayUser, script: readonly string[]): Started {
    const [program, ...options] = ['setpriv', '--reuid', worker.name, '--regid', worker.name, '--init-groups']
    const child = spawn(program as string, [...options, process.execPath, ...script], {
      cwd: '/',
      env: { PATH: process.env['PATH'], HOME: worker.home, AIRFLOW_HOME: worker.home, OF_THE_WORKER: 'inherited' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', chunk => {
        output += String(chunk)
      })
    const ended = new Promise<string>(resolve => child.once('close', () => resolve(output)))
    return { child, output: () => output, ended }
  }

  test('runs a task as another one through sudo', async () => {
    const [worker, target] = [user(ALLOWED), user()]
    const output = await start(
      worker,
      target.name,
      'echo "$(id -un) $HOME $OF_THE_WORKER"; echo e > /dev/stderr; touch x',
    ).ended
    expect(output).toContain(`${target.name} ${target.home} inherited\ne\n`)
    expect(output).toContain('"type":"success"')
  })

  test.each(['', '\nDefaults:USER use_pty'])('ends all processes of such a task ("%s")', async more => {
    const [worker, target] = [user(`${ALLOWED}${more}`), user()]
    const task = start(worker, target.name, 'trap "" TERM; echo started; sleep 600 & setsid sleep 600 & sleep 600')
    await eventually(async () => (task.output().includes('started') ? true : null), {
      withinMs: 10_000,
      what: 'a start',
    })
    expect(processesOf(target).length).toBeGreaterThanOrEqual(3)
    task.child.kill('SIGTERM')
    expect(await task.ended).toContain('Bash command was ended.')
    await untilNobody(target)
  })

  test('takes such a task with it when it dies', async () => {
    const [worker, target] = [user(ALLOWED), user()]
    const task = start(worker, target.name, 'echo started; sleep 600 & sleep 600')
    await eventually(async () => (task.output().includes('started') ? true : null), {
      withinMs: 10_000,
      what: 'a start',
    })
    task.child.kill('SIGKILL')
    await untilNobody(target)
  })

  test('runs a handler as another one through sudo, in a runner that it can talk to', async () => {
    const [worker, target] = [user(ALLOWED), user()]
    chmodSync(worker.home, 0o755)
    mkdirSync(join(worker.home, 'dags'))
    writeFileSync(join(worker.home, 'dags/as.ts'), dag(target.name))
    const airflow = (...args: readonly string[]) => startAs(worker, [AIRFLOW, ...args]).ended
    await airflow('db', 'migrate')
    const output = await airflow('tasks', 'test', 'as', 'handler', '2026-01-01')
    expect(output).toContain('printed')
    expect(output).toContain('Marking task as SUCCESS')
    expect(statSync(join(target.home, 'from-handler')).uid).toBe(target.uid)
  }, 30_000)

  test('says what to allow where sudo refuses', async () => {
    const [worker, target] = [user(), user()]
    const output = await start(worker, target.name, 'true').ended
    expect(output).toContain(`The task cannot run as user "${target.name}": sudo: a password is required`)
    expect(output).toContain(`/etc/sudoers.d of this host: ${worker.name} ALL=(${target.name}) NOPASSWD:SETENV: ALL`)
  })
})
