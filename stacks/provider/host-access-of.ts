import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { SshAccess, SshLogin } from '../config/stack-config.ts'
import type { HostAccess } from './types/host-access.ts'

/** The error to throw for a private key that cannot be read. */
export type Unreadable = (path: string, cause: Error) => Error

/**
 * How a host is reached, of what the stack says: key files are read, and other paths are those of this machine.
 * @throws what `unreadable` makes, where the file of a private key cannot be read
 */
export function hostAccessOf({ jump, ...ssh }: SshAccess, unreadable: Unreadable): HostAccess {
  return {
    ...accessOf(ssh, unreadable),
    ...(jump === undefined ? {} : { jump: accessOf(jump, unreadable) }),
  }
}

/** On the control machine: `~` is the operator's home, and other paths begin at the folder of Pulumi.yaml. */
export const localPath = (path: string): string =>
  path.startsWith('~/') ? join(homedir(), path.slice(2)) : resolve(projectFolder(process.cwd()), path)

/** Pulumi runs a program in the folder of its first file, which may be below. */
function projectFolder(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'Pulumi.yaml'))) return folder
    if (folder === dirname(folder)) return start
  }
}

function accessOf({ privateKeyFile, knownHosts, agent, ...login }: SshLogin, unreadable: Unreadable): HostAccess {
  return {
    ...login,
    ...(privateKeyFile === undefined ? {} : { privateKey: readKey(localPath(privateKeyFile), unreadable) }),
    ...(knownHosts === undefined ? {} : { knownHosts: localPath(knownHosts) }),
    ...(agent === undefined ? {} : { agent: localPath(agent) }),
  }
}

function readKey(path: string, unreadable: Unreadable): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw unreadable(path, error as Error)
  }
}
