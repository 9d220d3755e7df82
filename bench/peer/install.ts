import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { missing, type Need, needs, prepareMachine } from '../../scripts/house/machine.ts'
import { postgresFolder } from '../servers/postgres.ts'
import { MissingPart } from '../system/errors.ts'

/** A release of Airflow, pinned with all that it needs in a file of that name beside this one. */
export type Release = 'airflow-2.11' | 'airflow-3.3'

/** Outside the checkout, where `npm ci` leaves it alone; half a gigabyte for each release. */
const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'slipstream', 'airflow-peer')
/** The Python that the pinned lists were resolved for, and the next one. */
const PYTHONS = ['3.11', '3.12']
const UV = 'uv==0.9.5'

/** What it takes to build the MySQL client for Python. */
const COMPILING = ['/usr/include/mariadb/mysql.h', '/usr/bin/gcc', '/usr/bin/pkg-config']

const peerNeeds: readonly Need[] = [
  ...needs.filter(({ name }) => /MariaDB|RabbitMQ|venv/.test(name)),
  { name: 'PostgreSQL', packages: ['postgresql'], isThere: async () => postgresFolder() !== null },
  {
    name: "MariaDB's client library and a C compiler",
    packages: ['libmariadb-dev', 'pkg-config', 'gcc', 'libc6-dev'],
    isThere: async () => COMPILING.every(existsSync),
  },
]

/** Puts servers and tools on this machine; throws with what is missed where that cannot be done. */
export async function prepareForAirflow(tell: (sentence: string) => void): Promise<void> {
  const purpose = { what: 'the benchmark beside Airflow', otherwise: 'It cannot run without it.' }
  const isReady = await prepareMachine(tell, { wanted: peerNeeds, purpose })
  const absent = (await missing(peerNeeds)).map(need => need.name)
  if (!isReady || absent.length > 0) {
    throw new MissingPart(
      `The benchmark beside Airflow needs ${absent.join(', ') || 'packages that could not be installed'}`,
    )
  }
}

/** Installs that release once, about two minutes; @returns the folder of its programs */
export async function installAirflow(release: Release, tell: (sentence: string) => void): Promise<string> {
  const [folder, list] = [join(CACHE, release), join(import.meta.dirname, `${release}.txt`)]
  const [bin, mark] = [join(folder, 'bin'), join(folder, 'installed')]
  const wanted = createHash('sha256').update(readFileSync(list)).digest('hex')
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return bin
  tell(`Installing ${release} into ${folder}`)
  mkdirSync(folder, { recursive: true })
  await execa(await python(), ['-m', 'venv', '--clear', folder])
  const python3 = join(bin, 'python')
  await execa(python3, ['-m', 'pip', 'install', '-q', UV])
  await execa(join(bin, 'uv'), ['pip', 'install', '-q', '--python', python3, '-r', list])
  writeFileSync(mark, wanted)
  return bin
}

async function python(): Promise<string> {
  for (const command of [...PYTHONS.map(version => `python${version}`), 'python3']) {
    const { stdout } = await execa(command, ['--version'], { reject: false })
    if (PYTHONS.some(version => stdout?.startsWith(`Python ${version}.`))) return command
  }
  throw new MissingPart(`The pinned Airflow needs Python ${PYTHONS.join(' or ')}, and this machine has neither`)
}
