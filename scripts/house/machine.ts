import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { execa } from 'execa'

/** Something outside npm that tests need, and the Debian packages that bring it. */
export interface Need {
  readonly name: string
  readonly packages: readonly string[]
  readonly isThere: () => Promise<boolean>
}

export interface Machine {
  readonly isRoot: boolean
  readonly hasApt: boolean
}

/** What to do about the needs that are not met: install packages, or say what is missed and why. */
export interface Plan {
  readonly packages: readonly string[]
  readonly sentences: readonly string[]
}

/** The -core packages hold the server without starting one: the tests start their own, in a folder of their own. */
export const needs: readonly Need[] = [
  {
    name: 'MariaDB or MySQL server',
    packages: ['mariadb-server-core', 'mariadb-client-core'],
    isThere: async () => isProgram('mariadbd') || isProgram('mysqld'),
  },
  {
    name: 'RabbitMQ server',
    packages: ['rabbitmq-server'],
    isThere: async () => existsSync('/usr/lib/rabbitmq/bin/rabbitmq-server'),
  },
  {
    name: 'Python 3 with venv',
    packages: ['python3', 'python3-venv'],
    isThere: () => succeeds('python3', ['-c', 'import ensurepip, venv']),
  },
  {
    name: 'sshd, sudo and supervisor, for hosts under test',
    packages: ['openssh-server', 'sudo', 'supervisor'],
    isThere: async () => ['sshd', 'sudo', 'supervisord'].every(isProgram),
  },
  {
    name: "Python's cryptography",
    packages: ['python3-cryptography'],
    isThere: () => succeeds('python3', ['-c', 'import cryptography']),
  },
  {
    name: 'mmdebstrap, with which the lab makes MySQL 9 and RabbitMQ 4',
    packages: ['mmdebstrap', 'zstd'],
    isThere: async () => ['mmdebstrap', 'zstd'].every(isProgram),
  },
  {
    name: 'an engine for containers and SSH, with which the lab makes hosts',
    packages: ['docker.io', 'iptables', 'iproute2', 'openssh-client'],
    isThere: async () => ['dockerd', 'docker', 'iptables', 'ip', 'ssh', 'ssh-keygen'].every(isProgram),
  },
  {
    name: 'openssl, which makes certificates for the tests',
    packages: ['openssl'],
    isThere: async () => isProgram('openssl'),
  },
  {
    name: 'supervisor',
    packages: ['supervisor'],
    isThere: () => succeeds('/usr/bin/python3', ['-c', 'import supervisor']),
  },
  {
    name: 'Chromium, for the tests of pages',
    packages: ['chromium', 'fonts-dejavu-core', 'fonts-wqy-microhei'],
    isThere: async () => ['chromium', 'chromium-browser', 'google-chrome'].some(isProgram),
  },
  {
    name: 'Programs that make other users and run as them',
    packages: ['passwd', 'util-linux', 'sudo', 'procps'],
    isThere: async () => ['useradd', 'setpriv', 'sudo', 'pkill'].every(isProgram),
  },
]

/** Who needs it, and what follows where it cannot be had. */
export interface Purpose {
  readonly what: string
  readonly otherwise: string
}

const TESTS: Purpose = { what: 'the tests', otherwise: 'Tests that need it skip.' }

/** Puts on this machine what is wanted, where that can be done; false when an installation failed. */
export async function prepareMachine(
  tell: (sentence: string) => void,
  { wanted = needs, purpose = TESTS } = {},
): Promise<boolean> {
  const plan = planFor(await missing(wanted), thisMachine(), purpose)
  for (const sentence of plan.sentences) tell(sentence)
  return plan.packages.length === 0 || (await aptInstall(plan.packages))
}

export function planFor(absent: readonly Need[], { isRoot, hasApt }: Machine, purpose = TESTS): Plan {
  if (isRoot && hasApt) {
    const sentences = absent.map(
      ({ name, packages }) => `Installing ${name} for ${purpose.what}: ${packages.join(', ')} (apt-get)`,
    )
    return { packages: absent.flatMap(need => need.packages), sentences }
  }
  const why = hasApt ? 'only root may install' : 'there is no apt-get'
  return {
    packages: [],
    sentences: absent.map(({ name }) => `Not there: ${name}, and ${why}. ${purpose.otherwise}`),
  }
}

/** Those of them that are not met. */
export async function missing(all: readonly Need[]): Promise<Need[]> {
  const present = await Promise.all(all.map(need => need.isThere()))
  return all.filter((_, index) => !present[index])
}

function thisMachine(): Machine {
  return { isRoot: process.getuid?.() === 0, hasApt: isProgram('apt-get') }
}

// Servers live in sbin, which is not on the PATH of every user.
function isProgram(name: string): boolean {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  return folders.some(folder => existsSync(join(folder, name)))
}

async function succeeds(command: string, args: readonly string[]): Promise<boolean> {
  const { failed } = await execa(command, args, { reject: false, stdio: 'ignore' })
  return !failed
}

/** Debian's packages start their servers when installed, unless this program says no (invoke-rc.d). */
const POLICY = '/usr/sbin/policy-rc.d'

async function aptInstall(packages: readonly string[]): Promise<boolean> {
  if (existsSync(POLICY)) return aptSteps(packages)
  writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    return await aptSteps(packages)
  } finally {
    rmSync(POLICY, { force: true })
  }
}

async function aptSteps(packages: readonly string[]): Promise<boolean> {
  const steps = [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...packages],
  ]
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  for (const step of steps) {
    const { failed, all } = await execa('apt-get', step, { env, all: true, reject: false, stdin: 'ignore' })
    if (failed) console.error(all)
    if (failed) return false
  }
  return true
}
