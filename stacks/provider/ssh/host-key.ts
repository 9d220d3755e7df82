import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { DeploymentError } from '../errors.ts'
import type { HostAccess } from '../types/host-access.ts'
import {
  entriesFor,
  type HostKey,
  judge,
  type KnownHost,
  nameOf,
  parseKnownHosts,
  type Verdict,
} from './known-hosts.ts'

/** The host is not who it should be, or nobody has said yet who it is. */
export class HostKeyRefused extends DeploymentError {
  override readonly name = 'HostKeyRefused'
}

/** What is trusted for one host. */
export interface Trust {
  /** Types of key that it may show, the trusted ones first: a host shows one of its keys only. */
  readonly algorithms: readonly string[]
  /** What is wrong with the key; null where it is right. */
  readonly refusal: (key: Buffer) => HostKeyRefused | null
}

/** The pinned key, or the known_hosts file. The file is read now, so that an accepted key works at the next try. */
export function trustFor(access: HostAccess): Trust {
  const place = { address: access.address, port: access.port ?? 22 }
  const source = access.hostKey === undefined ? (access.knownHosts ?? defaultFile()) : 'hostKey'
  const entries = access.hostKey === undefined ? entriesFor(readFile(source), place) : pinned(access.hostKey)
  const types = entries.filter(entry => entry.marker === null).map(entry => entry.type)
  return {
    algorithms: [...new Set([...types.flatMap(algorithmsOf), ...ALGORITHMS])],
    refusal: key => {
      const shown = hostKeyOf(key)
      const verdict = access.hostKey === undefined ? judge(entries, shown) : strictly(judge(entries, shown))
      if (verdict === 'known') return null
      return new HostKeyRefused(sentenceFor({ verdict, shown, name: nameOf(place), source }))
    },
  }
}

/** As `ssh-keygen -l` shows it. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
}

function pinned(hostKey: string): KnownHost[] {
  const [type = '', key = ''] = hostKey.trim().split(/\s+/)
  return [{ marker: null, patterns: '*', type, key }]
}

const strictly = (verdict: Verdict): Verdict => (verdict === 'unknown' ? 'changed' : verdict)

const ALGORITHMS = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
  'ssh-rsa',
]

const defaultFile = (): string => join(homedir(), '.ssh', 'known_hosts')

function readFile(path: string): KnownHost[] {
  try {
    return parseKnownHosts(readFileSync(path, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw new HostKeyRefused(`Cannot read the known hosts in ${path}: ${(error as Error).message}`, { cause: error })
  }
}

/** RSA keys sign with SHA-2 today (RFC 8332); the type of the key is still ssh-rsa. */
function algorithmsOf(type: string): string[] {
  return type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'] : [type]
}

function hostKeyOf(key: Buffer): HostKey {
  const length = key.readUInt32BE(0)
  return { type: key.toString('latin1', 4, 4 + length), key: key.toString('base64') }
}

interface Finding {
  readonly verdict: Verdict
  readonly shown: HostKey
  readonly name: string
  readonly source: string
}

function sentenceFor({ verdict, shown, name, source }: Finding): string {
  const fingerprint = fingerprintOf(Buffer.from(shown.key, 'base64'))
  const line = `${name} ${shown.type} ${shown.key}`
  if (verdict === 'unknown') {
    return (
      `The host key of ${name} is not known: ${shown.type} ${fingerprint}. If that is the fingerprint that the host's ` +
      `console shows (ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub), accept it with: echo '${line}' >> ${source}`
    )
  }
  if (verdict === 'revoked')
    return `The host key of ${name} (${shown.type} ${fingerprint}) is marked as revoked in ${source}`
  const remedy =
    source === 'hostKey'
      ? `set hostKey in the stack's configuration to "${shown.type} ${shown.key}"`
      : `remove the old key and accept this one: ssh-keygen -f ${source} -R '${name}' && echo '${line}' >> ${source}`
  return (
    `The host key of ${name} has changed: it shows ${shown.type} ${fingerprint}, ${source} has another one. Either the ` +
    `host was set up anew, or somebody else answers in its place. If you know that it is the host, ${remedy}`
  )
}
