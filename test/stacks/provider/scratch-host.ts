import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import ssh from 'ssh2'
import { afterAll, beforeAll, describe } from 'vitest'
import { eventually } from '../../../scripts/servers/eventually.ts'
import { freePort } from '../../../scripts/servers/free-port.ts'
import type { HostAccess } from '../../../stacks/provider/types/host-access.ts'

/** A machine to change at will: this one as it is, under a layer that takes all writes and goes with the test. */
export interface ScratchHost extends AsyncDisposable {
  /** As root. */
  readonly root: HostAccess
  /** As a user who may use sudo without a password. */
  readonly deployer: HostAccess
  /** As a user whom sudo asks for a password. */
  readonly asker: HostAccess
  readonly port: number
  /** As a line of known_hosts has it: type and key. */
  readonly hostKey: string
  readonly keys: KeyPair
  /** Where the machine's own files are, as this process sees them. */
  readonly log: () => Promise<string>
  /** Every connection is lost, as when the network breaks: sshd's children are killed. */
  readonly cutConnections: () => void
}

export interface KeyPair {
  readonly privateKey: string
  readonly publicKey: string
}

export const SUDO_PASSWORD = "it's secret"

const PROGRAMS = ['/usr/sbin/sshd', '/usr/bin/sudo', '/usr/bin/supervisord', '/usr/bin/unshare']

/** Runs the suite with a scratch host; where this machine cannot make one, the reason for skipping is printed. */
export function describeOnScratchHost(name: string, suite: (current: () => ScratchHost) => void): void {
  const obstacle = obstacleHere()
  if (obstacle !== null && process.env['CI'] === 'true') throw new Error(`no scratch host: ${obstacle}`)
  if (obstacle !== null) process.stderr.write(`No scratch host here (${obstacle}): skipped: ${name}.\n`)
  describe.skipIf(obstacle !== null)(name, () => {
    let host: ScratchHost | undefined
    beforeAll(async () => {
      host = await startScratchHost()
    })
    afterAll(async () => host?.[Symbol.asyncDispose]())
    suite(() => host as ScratchHost)
  })
}

export function obstacleHere(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root on Linux may mount'
  const missing = PROGRAMS.filter(program => !existsSync(program))
  return missing.length === 0 ? null : `not there: ${missing.join(', ')}`
}

export function newKeyPair(passphrase?: string): KeyPair {
  const pair =
    passphrase === undefined
      ? ssh.utils.generateKeyPairSync('ed25519')
      : ssh.utils.generateKeyPairSync('ed25519', { passphrase, cipher: 'aes256-ctr', rounds: 8 })
  return { privateKey: pair.private, publicKey: pair.public }
}

/** A port that was free may be taken by the time that sshd asks for it: then once more, with another. */
export async function startScratchHost(triesLeft = 3): Promise<ScratchHost> {
  try {
    return await tryToStart()
  } catch (error) {
    if (triesLeft === 1) throw error
    process.stderr.write(`A host of the tests is started again: ${(error as Error).message}\n`)
    return startScratchHost(triesLeft - 1)
  }
}

async function tryToStart(): Promise<ScratchHost> {
  const folder = await mkdtemp(join(tmpdir(), 'slipstream-host-'))
  const [port, keys, hostKeys] = [await freePort(), newKeyPair(), newKeyPair()]
  await mkdir(join(folder, 'etc'))
  const files = { sshd_config: sshdConfig(port), host_key: hostKeys.privateKey, authorized_keys: keys.publicKey }
  for (const [name, text] of Object.entries(files))
    await writeFile(join(folder, 'etc', name), `${text}\n`, { mode: name === 'host_key' ? 0o600 : 0o644 })
  const child = spawn('unshare', ['-m', '-p', '-f', '--kill-child', 'sh', '-c', START, 'sh', folder, CHECKOUT], {
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  child.stdin.write(`${SUDO_PASSWORD}\n`)
  const said = collect(child)
  try {
    await eventually(() => answers(port, child), { withinMs: 20_000, what: `sshd answers at port ${port}` })
  } catch (error) {
    await stop(child, folder)
    throw new Error(`${(error as Error).message}: ${said()}`, { cause: error })
  }
  const hostKey = hostKeys.publicKey.split(' ').slice(0, 2).join(' ')
  const access = { address: '127.0.0.1', port, privateKey: keys.privateKey, hostKey }
  return {
    root: { ...access, user: 'root' },
    deployer: { ...access, user: 'deployer' },
    asker: { ...access, user: 'asker', sudoPassword: SUDO_PASSWORD },
    port,
    hostKey,
    keys,
    log: async () => said(),
    cutConnections: () => cutConnections(child),
    [Symbol.asyncDispose]: () => stop(child, folder),
  }
}

/** Its own runtime and Node.js are run on the host, wherever the checkout is: below /tmp the host would not see it. */
const CHECKOUT = resolve(import.meta.dirname, '../../..')

// The first process of the host waits for the end of its input: when we are gone, so is the host.
// The layer's own files are in a tmpfs of the new mount namespace: they go with its last process.
const START = `
set -e
cd "$1"
mkdir layer
mount -t tmpfs -o mode=755 tmpfs layer
mkdir layer/upper layer/work layer/root
root=$PWD/layer/root
mount -t overlay overlay -o "lowerdir=/,upperdir=$PWD/layer/upper,workdir=$PWD/layer/work" "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
if [ ! -e "$root$2" ]; then
  mkdir -p "$root$2"
  mount --bind "$2" "$root$2"
fi
mkdir "$root/run/sshd"
cp -r etc "$root/etc/scratch"
cd /
exec chroot "$root" sh -ec '
  uid=61000
  for user in deployer asker; do
    uid=$((uid + 1))
    id "$user" >/dev/null 2>&1 || useradd --create-home --shell /bin/bash --uid "$uid" "$user"
  done
  echo "deployer:*" | chpasswd -e
  read -r password
  echo "asker:$password" | chpasswd
  echo "deployer ALL=(ALL) NOPASSWD: ALL" >/etc/sudoers.d/scratch
  echo "asker ALL=(ALL) ALL" >>/etc/sudoers.d/scratch
  /usr/sbin/sshd -D -e -f /etc/scratch/sshd_config &
  read -r line || :
'
`

const sshdConfig = (port: number): string =>
  [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    'HostKey /etc/scratch/host_key',
    'AuthorizedKeysFile /etc/scratch/authorized_keys',
    'PidFile none',
    'UsePAM no',
    'StrictModes no',
    'PermitRootLogin yes',
    'PasswordAuthentication no',
    'AllowTcpForwarding yes',
    'Subsystem sftp internal-sftp',
    'LogLevel VERBOSE',
  ].join('\n')

function collect(child: ChildProcess): () => string {
  let text = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  return () => text
}

async function answers(port: number, child: ChildProcess): Promise<true | null> {
  if (child.exitCode !== null) throw new Error(`the scratch host ended with status ${child.exitCode}`)
  const { promise, resolve, reject } = Promise.withResolvers<true>()
  const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', reject)
  return promise.finally(() => socket.destroy())
}

/** For a user that is not root, the process that serves a session is a child of the one that watches over it. */
function cutConnections(child: ChildProcess): void {
  void childrenOf(child.pid as number).then(async ([init]) => {
    const [sshd] = await childrenOf(init as number)
    for (const session of await childrenOf(sshd as number)) {
      const [server] = await childrenOf(session)
      process.kill(session, 'SIGKILL')
      if (server !== undefined) process.kill(server, 'SIGKILL')
    }
  })
}

async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return text.trim() === '' ? [] : text.trim().split(' ').map(Number)
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  child.kill('SIGKILL')
  await eventually(async () => child.exitCode !== null || child.signalCode !== null || null, {
    withinMs: 10_000,
    what: 'the end of the scratch host',
  })
  await rm(folder, { recursive: true, force: true })
}
