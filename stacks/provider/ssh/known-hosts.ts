import { createHmac } from 'node:crypto'

/** One key of one line of a known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
export interface KnownHost {
  readonly marker: string | null
  readonly patterns: string
  readonly type: string
  /** In base64. */
  readonly key: string
}

export interface Place {
  readonly address: string
  readonly port: number
}

/** A host key as the server sent it. */
export interface HostKey {
  readonly type: string
  readonly key: string
}

export type Verdict = 'known' | 'unknown' | 'changed' | 'revoked'

/** What is no entry (empty lines, comments, keys of the time of SSH 1) is passed over. */
export function parseKnownHosts(text: string): KnownHost[] {
  return text.split('\n').flatMap(line => {
    const words = line.trim().split(/\s+/)
    const marker = words[0]?.startsWith('@') ? (words.shift() ?? null) : null
    const [patterns, type, key] = words
    const isEntry = patterns && !patterns.startsWith('#') && type && key && /^[A-Za-z0-9+/]+=*$/.test(key)
    return isEntry ? [{ marker, patterns, type, key }] : []
  })
}

/** The entries that are about the host. Certificate authorities are no keys of hosts. */
export function entriesFor(hosts: readonly KnownHost[], place: Place): KnownHost[] {
  return hosts.filter(host => host.marker !== '@cert-authority' && isAbout(host.patterns, nameOf(place)))
}

/** Whether the key is one that the entries name. Entries for other types of key say nothing about it. */
export function judge(entries: readonly KnownHost[], { type, key }: HostKey): Verdict {
  const isSame = (entry: KnownHost) => entry.type === type && entry.key === key
  if (entries.some(entry => entry.marker === '@revoked' && isSame(entry))) return 'revoked'
  const usable = entries.filter(entry => entry.marker === null)
  if (usable.some(isSame)) return 'known'
  return usable.some(entry => entry.type === type) ? 'changed' : 'unknown'
}

/** As a known_hosts file writes it: the port only where it is not 22. */
export function nameOf({ address, port }: Place): string {
  return port === 22 ? address.toLowerCase() : `[${address.toLowerCase()}]:${port}`
}

function isAbout(patterns: string, name: string): boolean {
  if (patterns.startsWith('|1|')) return isHashOf(patterns, name)
  const each = patterns.split(',')
  const isExcluded = each.some(pattern => pattern.startsWith('!') && matches(pattern.slice(1), name))
  return !isExcluded && each.some(pattern => matches(pattern, name))
}

function isHashOf(pattern: string, name: string): boolean {
  const [, , salt = '', hash] = pattern.split('|')
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash
}

function matches(pattern: string, name: string): boolean {
  const source = pattern
    .toLowerCase()
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`).test(name)
}
