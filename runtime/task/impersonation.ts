import { execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { userInfo } from 'node:os'
import { promisify } from 'node:util'
import { SlipstreamError } from '../model/errors.ts'
import { signalGroup } from './signal-group.ts'

/** A task may not run as the user that it names (run_as_user, [core] default_impersonation). */
export class ImpersonationFailed extends SlipstreamError {
  override readonly name = 'ImpersonationFailed'

  constructor(user: string, { got, advice, cause }: { got: string; advice: string; cause?: unknown }) {
    super(`The task cannot run as user "${user}": ${got}. ${advice}`, { cause })
  }
}

/** How the processes of one command run as another user of this host. */
export interface Impersonation {
  readonly user: string
  /** Comes before a command and its arguments. */
  readonly prefix: readonly string[]
  /** Over the environment of the worker. */
  readonly env: Readonly<Record<string, string>>
  /** Whether the processes are beyond the worker's own rights, so that only sudo can signal them. */
  readonly usesSudo: boolean
  /** Stands in their environment as a whole line, and in no other. */
  readonly mark: string
}

/**
 * Null where no other user is asked for. A worker that is root changes to the user by itself; any other one does it with
 * `sudo -n -E -H -u USER`, as Airflow does. @throws ImpersonationFailed
 */
export async function impersonationOf(user: string | null): Promise<Impersonation | null> {
  if (user === null || user === userInfo().username) return null
  const { uid, gid, home } = await accountOf(user)
  const usesSudo = process.getuid?.() !== 0
  const prefix = usesSudo ? sudo(user, '-E', '-H') : ['setpriv', '--reuid', uid, '--regid', gid, '--init-groups', '--']
  if (usesSudo) await checkSudo(user, prefix)
  const id = randomUUID()
  return {
    user,
    prefix,
    usesSudo,
    env: { HOME: home, USER: user, LOGNAME: user, [MARK]: id },
    mark: `${MARK}=${id}`,
  }
}

/** Like signalGroup; of a group that is beyond our rights every process with the mark gets the signal, soon. */
export function signalImpersonated(group: number, signal: NodeJS.Signals | 0, as: Impersonation | null): boolean {
  if (as === null || !as.usesSudo || signal === 0) return signalGroup(group, signal)
  const [program, ...args] = [...sudo(as.user), 'sh', '-c', SIGNAL_MARKED, 'sh', as.mark, signal.replace('SIG', '')]
  // Its end tells nothing: whether the processes are gone is seen by looking.
  spawn(program as string, args, { stdio: 'ignore', detached: true, cwd: '/' }).on('error', () => undefined)
  return true
}

/** Runs as the user, who sees only the environment of his own processes. */
export const SIGNAL_MARKED = `for p in /proc/[0-9]*; do
  tr "\\0" "\\n" <"$p/environ" | grep -qxF "$1" && kill -s "$2" "\${p#/proc/}"
done 2>/dev/null`

/** A temporary folder of the user. */
export async function makeTemporaryFolder(as: Impersonation): Promise<string> {
  return (await run([...as.prefix, 'mktemp', '-d', '-t', 'airflowtmpXXXXXXXX'])).trim()
}

export async function removeFolder(as: Impersonation, folder: string): Promise<void> {
  await run([...as.prefix, 'rm', '-rf', '--', folder])
}

const MARK = 'SLIPSTREAM_IMPERSONATION'

const sudo = (user: string, ...flags: readonly string[]): string[] => ['sudo', '-n', ...flags, '-u', user, '--']

interface Account {
  readonly uid: string
  readonly gid: string
  readonly home: string
}

/** As the system knows users, wherever it has them from. */
async function accountOf(user: string): Promise<Account> {
  const line = await run(['getent', 'passwd', '--', user]).catch(() => '')
  const [name, , uid, gid, , home] = line.trim().split(':')
  if (name === user && uid !== undefined && gid !== undefined && home !== undefined) return { uid, gid, home }
  throw new ImpersonationFailed(user, {
    got: 'this host has no such user',
    advice: "Create it on every worker's host, or correct run_as_user",
  })
}

async function checkSudo(user: string, prefix: readonly string[]): Promise<void> {
  await run([...prefix, 'true']).catch((error: NodeJS.ErrnoException & { stderr?: string }) => {
    const own = userInfo().username
    throw new ImpersonationFailed(user, {
      got: error.code === 'ENOENT' ? 'there is no sudo' : (error.stderr?.trim() ?? error.message),
      advice: `Allow it in /etc/sudoers.d of this host: ${own} ALL=(${user}) NOPASSWD:SETENV: ALL`,
      cause: error,
    })
  })
}

const execute = promisify(execFile)

async function run([program, ...args]: readonly string[]): Promise<string> {
  return (await execute(program as string, args, { cwd: '/' })).stdout
}
