import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import type { JumpSettings } from '../../stacks/config/settings.ts'
import type { SshAccess } from '../../stacks/config/stack-config.ts'
import type { HostAccess } from '../../stacks/provider/types/host-access.ts'
import { DoctorError } from './errors.ts'

/** How the provider's SSH layer is told what the stack says. Reads key files. @throws DoctorError where one cannot be read */
export function hostAccessOf({ jump, ...ssh }: SshAccess): HostAccess {
  return {
    ...accessOf(ssh),
    ...(jump === undefined ? {} : { jump: accessOf({ ...jump, user: jump.user ?? ssh.user }) }),
  }
}

type Login = Omit<JumpSettings, 'user'> & { readonly user: string; readonly sudoPassword?: string }

function accessOf({ privateKeyFile, knownHosts, agent, ...login }: Login): HostAccess {
  return {
    ...login,
    ...(privateKeyFile === undefined ? {} : { privateKey: readKey(inHome(privateKeyFile)) }),
    ...(knownHosts === undefined ? {} : { knownHosts: inHome(knownHosts) }),
    ...(agent === undefined ? {} : { agent: inHome(agent) }),
  }
}

function readKey(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new DoctorError(`Cannot read the private key ${path} that the stack names: ${(error as Error).message}`, {
      cause: error,
    })
  }
}

const inHome = (path: string): string => path.replace(/^~(?=\/)/, homedir)
