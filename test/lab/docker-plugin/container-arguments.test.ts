import { expect, test } from 'vitest'
import { createArguments } from './container-arguments.ts'

test('a container becomes one command', () => {
  const args = createArguments({
    name: 'db',
    image: 'mysql:9',
    entrypoints: ['sh', '-c'],
    command: ['exec mysqld'],
    envs: ['A=b c'],
    restart: 'on-failure',
    maxRetryCount: 3,
    ports: [
      { internal: 3306, external: 33060, ip: '127.0.0.1' },
      { internal: 53, protocol: 'udp' },
    ],
    volumes: [{ hostPath: '/data', containerPath: '/var/lib/mysql', readOnly: true }, { containerPath: '/tmp' }],
    healthcheck: { tests: ['CMD', 'mysqladmin', "it's"], retries: 2 },
    memory: 512,
    memorySwap: -1,
  })
  expect(args.join(' ')).toBe(
    'create --name db --entrypoint sh --restart on-failure:3 --memory 512m --memory-swap -1 --env A=b c' +
      ' --publish 127.0.0.1:33060:3306/tcp --publish 53/udp --volume /data:/var/lib/mysql:ro --volume /tmp' +
      " --health-cmd 'mysqladmin' 'it'\\''s' --health-retries 2 mysql:9 -c exec mysqld",
  )
})

test('a container has an address in its first network, an init, and folders in memory', () => {
  const args = createArguments({
    name: 'host1',
    image: 'debian',
    init: true,
    capabilities: { adds: ['CAP_SYS_PTRACE'], drops: ['CAP_CHOWN'] },
    networksAdvanced: [{ name: 'lan', aliases: ['one'], ipv4Address: '172.30.77.10' }, { name: 'other' }],
    tmpfs: { '/run': 'exec,mode=755', '/tmp': '' },
    // Those come after its creation.
    uploads: [{ file: '/etc/motd', content: 'hello' }],
  })
  expect(args.join(' ')).toBe(
    'create --name host1 --init --cap-add CAP_SYS_PTRACE --cap-drop CAP_CHOWN --network lan --ip 172.30.77.10 --network-alias one --tmpfs /run:exec,mode=755 --tmpfs /tmp debian',
  )
})
