import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { CHECKOUT } from '../../../stacks/checkout.ts'
import type { SshAccess } from '../../../stacks/config/stack-config.ts'
import { hostAccessOf } from '../../../stacks/provider/host-access-of.ts'

const HOST: SshAccess = { address: '10.0.0.1', port: 2222, user: 'ubuntu' }

const JUMP = { address: 'bastion', port: 2200, user: 'ops' }

const accessOf = (ssh: Partial<SshAccess>) =>
  hostAccessOf({ ...HOST, ...ssh }, (path, { message }) => new Error(`${path}: ${message}`))

describe('a host of the stack', () => {
  test('is reached with what its settings say', () => {
    const settings = { privateKey: 'key', passphrase: 'words', hostKey: 'ssh-ed25519 A', sudoPassword: 'sudo' }
    expect(accessOf(settings)).toStrictEqual({ ...HOST, ...settings })
  })

  test('is reached through its jump host', () => {
    expect(accessOf({ jump: JUMP }).jump).toStrictEqual(JUMP)
  })

  test.each([
    ['~/.ssh/some', join(homedir(), '.ssh/some')],
    ['keys/some', join(CHECKOUT, 'keys/some')],
    ['/etc/some', '/etc/some'],
  ])('has at %s the file %s, its jump host too', (path, whole) => {
    const paths = { agent: path, knownHosts: path }
    const access = accessOf({ ...paths, jump: { ...paths, ...JUMP } })
    expect(access).toMatchObject({ agent: whole, knownHosts: whole, jump: { agent: whole, knownHosts: whole } })
    const unreadable = `${whole}: ENOENT`
    expect(() => accessOf({ privateKeyFile: path })).toThrow(unreadable)
    expect(() => accessOf({ jump: { ...JUMP, privateKeyFile: path } })).toThrow(unreadable)
  })

  test('has the text of the key that is in its file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'host-access-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const privateKeyFile = join(folder, 'key')
    writeFileSync(privateKeyFile, 'the key\n')
    expect(accessOf({ privateKeyFile })).toStrictEqual({ ...HOST, privateKey: 'the key\n' })
  })
})
