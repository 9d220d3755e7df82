import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPulumiProject, obstacleToPulumi, type PulumiProject } from './pulumi-project.ts'
import { createScene, type Scene } from './resource-scene.ts'
import { describeOnScratchHost } from './scratch-host.ts'
import { type SshAgent, startSshAgent } from './ssh-agent.ts'

const obstacle = obstacleToPulumi()
if (obstacle !== null) process.stderr.write(`${obstacle}: tests of pulumi import are skipped.\n`)
if (obstacle !== null && process.env['CI'] === 'true') throw new Error(obstacle)

describe.skipIf(obstacle !== null)('pulumi import', { timeout: 180_000 }, () => {
  describeOnScratchHost('of what is on a host', current => {
    let home: string
    let agent: SshAgent
    let project: PulumiProject
    let scene: Scene
    beforeAll(async () => {
      home = await mkdtemp(join(tmpdir(), 'slipstream-import-'))
      const { keys, port, hostKey } = current()
      await mkdir(join(home, '.ssh'))
      await writeFile(join(home, '.ssh', 'known_hosts'), `[127.0.0.1]:${port} ${hostKey}\n`)
      agent = await startSshAgent(home, keys.privateKey)
      const pulumiHome = process.env['PULUMI_HOME'] ?? join(homedir(), '.pulumi')
      project = await createPulumiProject({ HOME: home, PULUMI_HOME: pulumiHome, SSH_AUTH_SOCK: agent.socket })
      scene = createScene()
      await scene.ask(current().root, 'sh', '-c', MAKE)
    })
    afterAll(async () => {
      scene[Symbol.dispose]()
      await project[Symbol.asyncDispose]()
      await agent[Symbol.asyncDispose]()
      await rm(home, { recursive: true })
    })

    const MAKE = `
      useradd --create-home flow
      mkdir -m 0750 /srv/flow && chown flow: /srv/flow
      printf 'hello\\n' >/srv/flow/greeting && chmod 0640 /srv/flow/greeting
      ln -s /srv/flow /srv/current
      printf 'LANG=C.UTF-8\\nLC_ALL=C.UTF-8\\n' >/etc/default/locale`

    const place = () => `deployer@127.0.0.1:${current().port}`
    const imported = (type: string, name: string, id: string) =>
      project.pulumi('import', `host:index:${type}`, name, id, '--yes', '--generate-code=false', '--protect=false')

    it('takes over files, folders, links, users, packages and the locale, and a program that says the same changes nothing', async () => {
      const things: [type: string, name: string, what: string][] = [
        ['RemoteFile', 'greeting', '/srv/flow/greeting'],
        ['Folder', 'flow', '/srv/flow'],
        ['Link', 'current', '/srv/current'],
        ['LinuxUser', 'user', 'flow'],
        ['Locale', 'locale', '/etc/default/locale'],
        ['Packages', 'packages', 'bash,sed'],
      ]
      for (const [type, name, what] of things) {
        const { exitCode, output } = await imported(type, name, `${place()}:${what}`)
        expect(exitCode, output).toBe(0)
      }
      const greeting = (await project.state()).find(({ urn }) => urn.endsWith('::greeting'))
      expect(greeting).toMatchObject({
        id: '127.0.0.1:/srv/flow/greeting',
        inputs: { content: 'hello\n', owner: 'root', group: 'root', mode: '0640' },
      })
      await project.write(`
        const host = { address: '127.0.0.1', port: ${current().port}, user: 'deployer' }
        new system.RemoteFile('greeting', { host, path: '/srv/flow/greeting', content: 'hello\\n', mode: '0640' })
        new system.Folder('flow', { host, path: '/srv/flow', owner: 'flow', group: 'flow', mode: '0750' })
        new containers.Link('current', { host, path: '/srv/current', target: '/srv/flow' })
        new system.LinuxUser('user', { host, name: 'flow' })
        new system.Locale('locale', { host, lang: 'C.UTF-8' })
        new system.Packages('packages', { host, names: ['bash', 'sed'] })
      `)
      const { exitCode, output } = await project.pulumi('preview', '--expect-no-changes')
      expect(exitCode, output).toBe(0)
    })

    it('leaves what was imported when it is destroyed', async () => {
      const { exitCode, output } = await project.pulumi('destroy', '--yes', '--skip-preview')
      expect(exitCode, output).toBe(0)
      const look = 'cat /srv/current/greeting /etc/default/locale && id -un flow && sed --version | head -1'
      expect(await scene.ask(current().root, 'sh', '-c', look)).toMatch(
        /^hello\nLANG=C\.UTF-8\nLC_ALL=C\.UTF-8\nflow\nsed /,
      )
    })

    it.each([
      ['RemoteFile', 'motd', () => '127.0.0.1:/etc/motd', 'expected USER@ADDRESS:WHAT or USER@ADDRESS:PORT:WHAT'],
      ['RemoteFile', 'motd', () => `${place()}:etc/motd`, 'an absolute path'],
      ['LinuxUser', 'none', () => `${place()}:nobody_of_this_name`, 'there is none on that host'],
      ['MysqlUser', 'airflow', () => `${place()}:airflow`, 'Declare the resource in the program instead'],
    ])('says what is wrong: %s %s', async (type, name, id, sentence) => {
      const { exitCode, output } = await imported(type, name, id())
      expect(exitCode).not.toBe(0)
      expect(output).toContain(sentence)
    })
  })
})
