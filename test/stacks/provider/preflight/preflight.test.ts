import { once } from 'node:events'
import { createServer } from 'node:net'
import { arch } from 'node:process'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freePort } from '../../../../scripts/servers/free-port.ts'
import { preflight } from '../../../../stacks/provider/preflight/preflight.ts'
import { createScene, type Scene } from '../resource-scene.ts'
import { describeOnScratchHost } from '../scratch-host.ts'

describeOnScratchHost('preflight', current => {
  let scene: Scene
  beforeAll(() => {
    scene = createScene()
  })
  afterAll(() => scene[Symbol.dispose]())

  it('finds what there is', async () => {
    const port = await freePort()
    const { hosts } = await preflight.answer(scene.context, {
      hosts: [
        {
          name: 'host1',
          access: current().deployer,
          ports: [{ port, what: 'flower' }],
          disks: [{ path: '/no/such/yet', freeMib: 1 }],
        },
      ],
    })
    expect(hosts).toEqual([
      {
        name: 'host1',
        hostname: await scene.ask(current().deployer, 'uname', '-n'),
        os: expect.stringMatching(/^(debian|ubuntu) /),
        arch,
        glibc: expect.stringMatching(/^2\.\d+$/),
        machineId: expect.any(String),
        memoryMib: expect.any(Number),
        clockSkewMs: expect.any(Number),
        hasDocker: expect.any(Boolean),
      },
    ])
    expect(Math.abs(hosts[0]?.clockSkewMs ?? 1e9)).toBeLessThan(1_000)
  })

  it('says all that is wrong with all hosts at once, within seconds', { timeout: 60_000 }, async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const { sudoPassword: _, ...asker } = current().asker
    const startedAt = performance.now()
    const answer = preflight.answer(scene.context, {
      hosts: [
        {
          name: 'full',
          access: current().deployer,
          disks: [{ path: '/srv', freeMib: 1e8 }],
          ports: [{ port, what: 'the webserver', heldBy: ['no-such'] }],
        },
        { name: 'ours', access: current().root, ports: [{ port: current().port, what: 'sshd', heldBy: ['sshd'] }] },
        { name: 'powerless', access: asker },
        { name: 'away', access: { ...current().root, port: await freePort() } },
        { name: 'locked', access: { ...current().root, user: 'deployer', hostKey: 'ssh-ed25519 AAAA' } },
      ],
    })
    const error = await answer.then(
      () => '',
      (reason: Error) => reason.message,
    )
    server.close()
    expect(error).toMatch(/^\d+ things have to be put right on the hosts first\. Nothing was changed\./)
    expect(error).toMatch(/- full: \d+ MiB are free for \/srv, expected 100000000 or more/)
    expect(error).toContain(`- full: port ${port}, for the webserver, is taken by`)
    expect(error).toMatch(/- powerless: .*asker cannot run commands as root: sudo: .*password is required.*NOPASSWD/)
    expect(error).toMatch(/- away: .*Cannot reach root@127\.0\.0\.1:\d+ over SSH after 4 tries/)
    expect(error).toMatch(/- locked: .*The host key of \[127\.0\.0\.1\]:\d+ has changed/)
    expect(error).toContain('full and ours have the same')
    expect(error).not.toContain('- ours: ')
    expect(performance.now() - startedAt).toBeLessThan(15_000)
  })
})
