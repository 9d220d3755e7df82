import { expect, test } from 'vitest'
import { withLocalLogins } from '../../../scripts/doctor/local-logins.ts'
import { readStackConfig } from '../../../stacks/config.ts'
import { hosts } from '../../stacks/config/problems-of.ts'

const stack = readStackConfig({ hosts, localHosts: { subnet: '192.168.0.0/24' } }, 'local')

const pair = (name: string) => ({
  urn: `urn:pulumi:local::slipstream::host:index:SshKeyPair::slipstream-local-${name}`,
  type: 'host:index:SshKeyPair',
  outputs: { privateKey: { plaintext: JSON.stringify(`secret of ${name}`) }, publicKey: `ssh-ed25519 ${name}` },
})

test('The keys of local hosts come from the state of their stack', () => {
  const resources = [{ urn: 'urn:x', type: 'pulumi:pulumi:Stack' }, ...['login', 'host1-key', 'host2-key'].map(pair)]
  const { hosts: opened } = withLocalLogins(stack, JSON.stringify({ deployment: { resources } }))
  expect(opened.map(({ ssh: { privateKey, hostKey } }) => [privateKey, hostKey])).toEqual([
    ['secret of login', 'ssh-ed25519 host1-key'],
    ['secret of login', 'ssh-ed25519 host2-key'],
  ])
})

test('A stack that was not deployed has no hosts to ask', () => {
  expect(() => withLocalLogins(stack, '{"deployment":{}}')).toThrow(
    'The hosts of stack local are not made yet: npx pulumi up -s local',
  )
})
