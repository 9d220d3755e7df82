import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const BINARIES = ['/usr/sbin/mariadbd', '/usr/sbin/mysqld', '/usr/local/mysql/bin/mysqld']

/** The MariaDB or MySQL program of this machine; null where there is none. */
export const installedDatabase = (): string | null => BINARIES.find(existsSync) ?? null

/** Makes the empty data of a server in a folder, which is made. Its `root` has no password. */
export function createDataFolder(binary: string, data: string): void {
  const [command, ...args] = binary.endsWith('mariadbd')
    ? ['mariadb-install-db', '--no-defaults', '--auth-root-authentication-method=normal', '--skip-test-db']
    : [binary, '--no-defaults', '--initialize-insecure']
  const result = spawnSync(command as string, [...args, ...asRoot(), `--datadir=${data}`], { encoding: 'utf8' })
  if (result.status !== 0) throw new Error(`${command} failed: ${result.error ?? ''}${result.stdout}${result.stderr}`)
}

/** Arguments of a server on loopback that reads no configuration of this machine. */
export const loopbackArguments = (data: string, port: number): string[] => [
  '--no-defaults',
  ...asRoot(),
  `--datadir=${data}`,
  `--port=${port}`,
  '--bind-address=127.0.0.1',
  '--skip-name-resolve',
  '--explicit-defaults-for-timestamp=1',
]

/** A server started by root wants to be told that this is meant. */
const asRoot = (): string[] => (process.getuid?.() === 0 ? ['--user=root'] : [])
