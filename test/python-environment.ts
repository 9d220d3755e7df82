import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface PythonPackages {
  /** What they are, with their version: one environment is made for each name. */
  readonly name: string
  /** As pip takes them. */
  readonly packages: readonly string[]
}

/**
 * Makes a Python environment with real packages, once for this machine.
 * @returns the folder of its programs; null (with a printed reason) where it cannot be made
 */
export function pythonEnvironment({ name, packages }: PythonPackages): string | null {
  const folder = join(tmpdir(), `slipstream-${name}`)
  const result = spawnSync('sh', ['-c', `mkdir -p ${folder} && cd ${folder} && flock lock sh -c "$INSTALL"`], {
    encoding: 'utf8',
    env: { ...process.env, INSTALL: INSTALL.replace('PACKAGES', packages.map(each => `'${each}'`).join(' ')) },
  })
  if (result.status === 0) return join(folder, 'venv/bin')
  const reason = `No ${name} could be installed for the tests: ${result.stderr.trim().split('\n').at(-1)}`
  if (process.env['CI'] === 'true') throw new Error(reason)
  process.stderr.write(`${reason}. Tests against it are skipped.\n`)
  return null
}

// The lock keeps test runs that start together from making the environment twice.
const INSTALL = `test -e ready || {
  python3 -m venv venv && venv/bin/pip install -q --disable-pip-version-check PACKAGES && touch ready
}`
