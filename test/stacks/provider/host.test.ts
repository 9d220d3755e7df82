import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createScene, type Scene } from './resource-scene.ts'
import { describeOnScratchHost } from './scratch-host.ts'

describeOnScratchHost('a step on a host', current => {
  let scene: Scene
  beforeAll(() => {
    scene = createScene(["it's secret"])
  })
  afterAll(() => scene[Symbol.dispose]())
  const hostAs = (who: 'root' | 'deployer' | 'asker') => scene.context.openHost(current()[who])

  it('belongs to root, whoever logs in', async () => {
    for (const who of ['root', 'deployer', 'asker'] as const) {
      expect(await hostAs(who).ask({ name: 'ask', command: ['id', '-un'] })).toBe('root')
    }
  })

  it('belongs to whom it says', async () => {
    expect(
      await hostAs('deployer').ask({ name: 'ask', command: ['sh', '-c', 'id -un; echo $HOME'], user: 'asker' }),
    ).toBe('asker\n/home/asker')
    expect(await hostAs('asker').ask({ name: 'ask', command: ['id', '-un'], user: 'asker' })).toBe('asker')
  })

  it('gets its input whole, and never a password', async () => {
    const input = 'first\nsecond\n'
    for (const who of ['root', 'deployer', 'asker'] as const) {
      expect((await hostAs(who).run({ name: 'ask', command: ['cat'], input })).stdout).toBe(input)
    }
    await scene.ask(current().root, 'sh', '-c', 'echo "asker ALL=(ALL) NOPASSWD: ALL" >/etc/sudoers.d/zz-later')
    try {
      expect((await hostAs('asker').run({ name: 'ask', command: ['cat'], input })).stdout).toBe(input)
    } finally {
      await scene.ask(current().root, 'rm', '/etc/sudoers.d/zz-later')
    }
  })

  it('shows no password to the other users of the host', async () => {
    const { stdout } = await hostAs('asker').run({ name: 'ask', command: ['sh', '-c', 'ps -eo args'] })
    expect(stdout).toContain('sudo -S')
    expect(stdout).not.toContain('secret')
  })

  it('says that sudo wants a password, or another one', async () => {
    const { sudoPassword: _, ...access } = current().asker
    const step = { name: 'ask', command: ['true'] }
    await expect(scene.context.openHost(access).run(step)).rejects.toThrow(
      /127\.0\.0\.1: ask: .*\n[\s\S]*a password is required/,
    )
    const wrong = scene.context.openHost({ ...access, sudoPassword: 'wrong' })
    await expect(wrong.run(step)).rejects.toThrow(/incorrect password attempt/)
  })

  it('that fails says where, what, how, and its last lines, without secrets', async () => {
    const command = ['sh', '-c', `seq 40 >&2; echo "password: it's secret" >&2; exit 3`]
    const error = await hostAs('deployer')
      .run({ name: 'count', command })
      .catch((reason: Error) => reason.message)
    expect(error).toMatch(/^127\.0\.0\.1: count: exit status 3\n {2}command: sh -c /)
    expect(error).toContain('40\n           password: ***')
    expect(error).not.toContain('secret')
    expect(error).not.toContain('\n           20\n')
  })

  it('is done once more where the connection was lost', async () => {
    const command = ['sh', '-c', 'echo x >>/run/tries; [ $(wc -l </run/tries) -gt 1 ] || sleep 100']
    const running = hostAs('deployer').run({ name: 'try', command })
    await scene.ask(current().root, 'sh', '-c', 'until [ -s /run/tries ]; do sleep 0.05; done')
    current().cutConnections()
    expect((await running).status).toBe(0)
    expect(scene.lines).toEqual(['127.0.0.1: the connection was lost while it was to try: once more'])
  })

  it('is ended by the host itself when its time is over', async () => {
    const step = { name: 'sleep', command: ['sleep', '100'], timeoutSeconds: 1 }
    await expect(hostAs('deployer').run(step)).rejects.toThrow('sleep: ended by its time limit (status 124)')
  })

  describe('of those that must not happen twice at once', () => {
    it('waits for the other, even where that fails', async () => {
      const host = hostAs('deployer')
      const order: string[] = []
      const one = host.alone('thing', async () => {
        await host.run({ name: 'wait', command: ['sleep', '0.3'] })
        order.push('one')
        throw new Error('one failed')
      })
      const two = host.alone('thing', async () => order.push('two'))
      await expect(one).rejects.toThrow('one failed')
      await two
      expect(order).toEqual(['one', 'two'])
    })
  })
})
