import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { entriesFor, judge, nameOf, parseKnownHosts } from '../../../../stacks/provider/ssh/known-hosts.ts'

const [ED, RSA, OTHER] = ['AAAAC3NzaC1lZDI1NTE5', 'AAAAB3NzaC1yc2EAAAAD', 'AAAAC3NzaC1lZDI1NTEx']
const shown = { type: 'ssh-ed25519', key: ED }

const verdict = (text: string, address = '192.168.0.10', port = 22) =>
  judge(entriesFor(parseKnownHosts(text), { address, port }), shown)

describe('known_hosts', () => {
  it('knows a host by its name, by one of several names, and by a pattern', () => {
    expect(verdict(`192.168.0.10 ssh-ed25519 ${ED}`)).toBe('known')
    expect(verdict(`host1,192.168.0.10 ssh-ed25519 ${ED} a comment`)).toBe('known')
    expect(verdict(`192.168.0.* ssh-ed25519 ${ED}`)).toBe('known')
    expect(verdict(`192.168.0.1? ssh-ed25519 ${ED}`)).toBe('known')
  })

  it('heeds an exception to a pattern', () => {
    expect(verdict(`192.168.0.*,!192.168.0.10 ssh-ed25519 ${ED}`)).toBe('unknown')
  })

  it('takes a dot for a dot', () => {
    expect(verdict(`192x168x0x10 ssh-ed25519 ${ED}`)).toBe('unknown')
  })

  it('names the port where it is not 22', () => {
    expect(verdict(`[192.168.0.10]:2222 ssh-ed25519 ${ED}`, '192.168.0.10', 2222)).toBe('known')
    expect(verdict(`192.168.0.10 ssh-ed25519 ${ED}`, '192.168.0.10', 2222)).toBe('unknown')
    expect(nameOf({ address: 'Host1', port: 2222 })).toBe('[host1]:2222')
  })

  it('tells a changed key from one of another type', () => {
    expect(verdict(`192.168.0.10 ssh-ed25519 ${OTHER}`)).toBe('changed')
    expect(verdict(`192.168.0.10 ssh-rsa ${RSA}`)).toBe('unknown')
    expect(verdict(`192.168.0.10 ssh-ed25519 ${OTHER}\n192.168.0.10 ssh-ed25519 ${ED}`)).toBe('known')
  })

  it('refuses a revoked key even where another line allows it', () => {
    expect(verdict(`192.168.0.10 ssh-ed25519 ${ED}\n@revoked * ssh-ed25519 ${ED}`)).toBe('revoked')
  })

  it('takes a certificate authority for no host', () => {
    expect(verdict(`@cert-authority * ssh-ed25519 ${ED}`)).toBe('unknown')
  })

  it('passes over comments, empty lines and broken ones', () => {
    expect(parseKnownHosts('# 192.168.0.10 ssh-ed25519 AAAA\n\n192.168.0.10\n192.168.0.10 ssh-rsa ???\n')).toEqual([])
  })

  it('knows the names that ssh-keygen has hashed', () => {
    const folder = mkdtempSync(join(tmpdir(), 'slipstream-known-hosts-'))
    try {
      const file = join(folder, 'known_hosts')
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'key')])
      const [type = '', key = ''] = readFileSync(join(folder, 'key.pub'), 'utf8').split(' ')
      writeFileSync(file, `192.168.0.10 ${type} ${key}\n[host2]:2222 ${type} ${key}\n`)
      execFileSync('ssh-keygen', ['-q', '-H', '-f', file], { stdio: 'ignore' })
      const hosts = parseKnownHosts(readFileSync(file, 'utf8'))
      expect(hosts.every(({ patterns }) => patterns.startsWith('|1|'))).toBe(true)
      const entriesOf = (address: string, port: number) => entriesFor(hosts, { address, port })
      expect(judge(entriesOf('192.168.0.10', 22), { type, key })).toBe('known')
      expect(judge(entriesOf('host2', 2222), { type, key })).toBe('known')
      expect(entriesOf('host2', 22)).toEqual([])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
