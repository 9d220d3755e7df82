import { expect, test } from 'vitest'
import { readStackConfig } from '../../../stacks/config.ts'
import { host1, host2, hosts, problemsOf } from './problems-of.ts'

const subnet = '192.168.0.0/24'
const keys = 'is for hosts that are there: those of slipstream:localHosts get keys of their own. Remove it'

test('Local hosts are reached at ports of this machine, and have MySQL and RabbitMQ beside them', () => {
  const local = readStackConfig({ hosts: [host1, { ...host2, ssh: { port: 2222 } }], localHosts: { subnet } }, 'demo')
  expect(local.localHosts).toEqual({ subnet, baseImage: 'debian:12-slim' })
  expect(local.hosts.map(({ ssh }) => ssh)).toEqual([
    { address: '127.0.0.1', port: 22_010, user: 'ubuntu' },
    { address: '127.0.0.1', port: 2222, user: 'ubuntu' },
  ])
  expect(local.airflow.baseUrl).toBe('http://localhost:8080')
  expect(local.database).toMatchObject({
    address: 'airflow-mysql',
    place: { kind: 'local', containerName: 'airflow-mysql', image: 'mysql:9' },
  })
  expect(local.broker).toMatchObject({ address: 'airflow-rabbitmq', place: { kind: 'local' } })
})

test('A server that is there already serves local hosts too', () => {
  const database = { address: 'db.example.com', password: 'p', port: 3307 }
  const roles = host1.roles.filter(role => role !== 'database')
  const local = readStackConfig({ hosts: [{ ...host1, roles }, host2], localHosts: { subnet }, database }, 'demo')
  expect(local.database).toMatchObject({ address: 'db.example.com', port: 3307, place: { kind: 'external' } })
})

test('Local hosts are in their network, and not at its gateway', () => {
  const wrong = (localHosts: object) => problemsOf({ hosts, localHosts })
  expect(wrong({ subnet: '192.168.0.0/29' })).toEqual([
    'slipstream:hosts[0].address: 192.168.0.10 is not in the subnet 192.168.0.0/29 of slipstream:localHosts. Choose one that is',
    'slipstream:hosts[1].address: 192.168.0.11 is not in the subnet 192.168.0.0/29 of slipstream:localHosts. Choose one that is',
  ])
  expect(wrong({ subnet: '192.168.0.9/32' })[0]).toContain('expected an IPv4 subnet')
  expect(problemsOf({ hosts: [{ ...host1, address: '192.168.0.1' }], localHosts: { subnet } })).toEqual([
    'slipstream:hosts[0].address: 192.168.0.1 is the gateway of the subnet 192.168.0.0/24 of slipstream:localHosts. Choose another',
  ])
})

test('What the stack decides of local hosts itself cannot be set', () => {
  const raw = {
    hosts: [{ ...host1, ssh: { privateKeyFile: '~/key', port: 22_011 } }, host2],
    localHosts: { subnet },
    ssh: { user: 'ops' },
    database: { port: 3307, dataFolder: '/data/mysql' },
    broker: { imageTar: 'rabbitmq.tar' },
  }
  expect(problemsOf(raw)).toEqual([
    `slipstream:hosts[0].ssh.privateKeyFile: ${keys}`,
    'slipstream:hosts[1]: host2 and host1 would both have port 22011 of this machine for SSH. Give one another: ssh: { port: … }',
    `slipstream:ssh.user: ${keys}`,
    "slipstream:database.port: expected 3306, which is the server's own beside slipstream:localHosts. Remove it",
    'slipstream:database.dataFolder: is for a host that is there. The data are in a Docker volume beside slipstream:localHosts. Remove it',
    "slipstream:broker.imageTar: is for a host that is there. Load the image into this machine's Docker, which runs the container beside slipstream:localHosts. Remove it",
  ])
})
