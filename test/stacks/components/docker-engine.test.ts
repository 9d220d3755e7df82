import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sshProgramAccess } from '../../../stacks/components/access.ts'
import { sshOptions } from '../../../stacks/components/docker-engine.ts'

const access = { address: '10.0.0.1', port: 22, user: 'ops' }
/** For a shell, after ssh has put the host's address and port into it. */
const THROUGH =
  "ssh -o 'StrictHostKeyChecking=yes' -o 'BatchMode=yes' -o 'ConnectTimeout=10' -o 'UserKnownHostsFile=/keys/100%%' " +
  "-i '/keys/one two' -o 'IdentitiesOnly=yes' -p 2222 -l ops -W '[%h]:%p' bastion"
const REFUSING = ['-o', 'StrictHostKeyChecking=yes', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10']

test('the ssh program of the docker CLI refuses a host that it does not know', () => {
  const known = join(homedir(), '.ssh', 'known_hosts')
  expect(sshOptions(sshProgramAccess(access))).toEqual([...REFUSING, '-o', `UserKnownHostsFile=${known}`])
})

test('it has the key, the known hosts and the way there that the configuration names', () => {
  const jump = {
    address: 'bastion',
    port: 2222,
    user: 'ops',
    privateKeyFile: '/keys/one two',
    knownHosts: '/keys/100%',
  }
  const ways = { privateKeyFile: '/keys/one', knownHosts: '/keys/known', jump }
  expect(sshOptions(sshProgramAccess({ ...access, ...ways }))).toEqual([
    ...REFUSING,
    ...['-o', 'UserKnownHostsFile=/keys/known'],
    ...['-i', '/keys/one', '-o', 'IdentitiesOnly=yes'],
    ...['-o', `ProxyCommand=${THROUGH}`],
  ])
})
