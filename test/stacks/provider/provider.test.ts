import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../../../scripts/servers/eventually.ts'
import {
  createPulumiProject,
  obstacleToPulumi,
  type PulumiProject,
  processesIn,
  type StateResource,
} from './pulumi-project.ts'
import { createScene, type Scene } from './resource-scene.ts'
import { describeOnScratchHost } from './scratch-host.ts'

const obstacle = obstacleToPulumi()
if (obstacle !== null) process.stderr.write(`${obstacle}: tests with the Pulumi CLI are skipped.\n`)
if (obstacle !== null && process.env['CI'] === 'true') throw new Error(obstacle)

describe.skipIf(obstacle !== null)('the plugin under the real Pulumi CLI', { timeout: 180_000 }, () => {
  describeOnScratchHost('', current => {
    let project: PulumiProject
    let scene: Scene
    beforeAll(async () => {
      project = await createPulumiProject()
      scene = createScene()
    })
    afterAll(async () => {
      scene[Symbol.dispose]()
      await project[Symbol.asyncDispose]()
    })

    const sh = (text: string) => scene.ask(current().root, 'sh', '-c', text)
    const succeeds = async (...args: string[]): Promise<string> => {
      const { exitCode, output } = await project.pulumi(...args)
      expect(exitCode, output).toBe(0)
      return output
    }
    const find = async (name: string): Promise<StateResource | undefined> =>
      (await project.state()).find(({ urn }) => urn.endsWith(`::${name}`))

    const plugins = async () =>
      (await processesIn(project.folder)).filter(({ command }) => command.includes('stacks/provider/index.ts'))

    /** A program of a folder, a file with a secret, and what more is given. */
    const program = ({ parallelism = '32', path = '/srv/flow/airflow.cfg', more = '' } = {}) =>
      project.write(`
        const host = {
          ...${JSON.stringify({ ...current().deployer, privateKey: '' })},
          privateKey: pulumi.secret(${JSON.stringify(current().keys.privateKey)}),
        }
        const key = new airflow.GeneratedSecret('key', { kind: 'fernet' })
        const folder = new system.Folder('folder', { host, path: '/srv/flow', mode: '0750' })
        const cfg = new system.RemoteFile('cfg', {
          host, path: '${path}', owner: 'deployer', masks: [key.value],
          content: pulumi.interpolate\`[core]\\nparallelism = ${parallelism}\\nlast = \${key.value}\\n\`,
        }, { dependsOn: folder })
        ${more}
        export const { sha256 } = cfg
      `)

    it('shows what it would do, without the secrets, and does nothing', async () => {
      await program()
      const output = await succeeds('preview')
      expect(output).toContain('--- /dev/null')
      expect(output).toContain('+++ 127.0.0.1:/srv/flow/airflow.cfg')
      expect(output).toContain('+parallelism = 32')
      expect(output).toContain('+last = ***')
      expect(output).toContain('deployer:root 0600')
      expect(await sh('ls /srv')).toBe('')
    })

    it('does it, and keeps the secret a secret', async () => {
      const output = await succeeds('up', '--yes')
      expect(output).toContain('4 created')
      const cfg = await sh('cat /srv/flow/airflow.cfg')
      const [, secret = ''] = /^last = (.{43}=)$/m.exec(cfg) ?? []
      expect(secret).not.toBe('')
      expect(await sh("stat -c '%U %a' /srv/flow /srv/flow/airflow.cfg")).toBe('root 750\ndeployer 600')
      expect(output).not.toContain(secret)
      const state = await project.stateFile()
      expect(state).not.toContain(secret)
      expect(state).not.toContain('PRIVATE KEY')
      expect((await find('cfg'))?.outputs?.['content']).toHaveProperty('ciphertext')
    })

    it('does nothing when nothing has changed', async () => {
      expect(await succeeds('up', '--yes', '--expect-no-changes')).toContain('4 unchanged')
    })

    it('shows and makes just the change', async () => {
      await program({ parallelism: '64' })
      const preview = await succeeds('preview')
      expect(preview).toMatch(/-parallelism = 32\n\s*\+parallelism = 64\n\s* last = \*\*\*/)
      const output = await succeeds('up', '--yes')
      expect(output).toMatch(/1 updated\n\s*3 unchanged/)
      expect(await sh('cat /srv/flow/airflow.cfg')).toContain('parallelism = 64')
    })

    it('sees what somebody else has changed or deleted, and puts it right', async () => {
      await sh('echo theirs >/srv/flow/airflow.cfg; chmod 777 /srv/flow')
      expect(await succeeds('refresh', '--yes')).toContain('2 updated')
      expect(await succeeds('up', '--yes')).toContain('2 updated')
      expect(await sh('stat -c %a /srv/flow; cat /srv/flow/airflow.cfg')).toMatch(/^750\n\[core\]/)
      await sh('rm -r /srv/flow')
      expect(await succeeds('refresh', '--yes')).toContain('2 deleted')
      expect(await succeeds('up', '--yes')).toContain('2 created')
      expect(await sh('cat /srv/flow/airflow.cfg')).toContain('parallelism = 64')
    })

    it('puts a file elsewhere, and takes the old one away', async () => {
      await program({ path: '/srv/flow/other.cfg' })
      expect(await succeeds('up', '--yes')).toContain('1 replaced')
      expect(await sh('ls /srv/flow')).toBe('other.cfg')
    })

    it('says what is wrong with an input, before it does anything', async () => {
      await program({
        more: "new system.RemoteFile('bad', { host, path: 'relative', content: 'x', mode: '999', colour: 'red' } as any)",
      })
      const { exitCode, output } = await project.pulumi('preview')
      expect(exitCode).not.toBe(0)
      expect(output).toContain('expected an absolute path without . or ..')
      expect(output).toContain('expected an octal mode, as in 0644')
      expect(output).toContain('there is no such input. Known: host, path, content')
    })

    it('runs preflight in previews too', async () => {
      const need = `{ name: 'host1', access: host, disks: [{ path: '/srv', freeMib: 1e8 }] }`
      await program({ more: `const facts = preflight({ hosts: [${need}] }); export const os = facts.hosts[0].os` })
      const { exitCode, output } = await project.pulumi('preview')
      expect(exitCode).not.toBe(0)
      expect(output).toMatch(
        /One thing has to be put right on the hosts first\. Nothing was changed\.\s+- host1: \d+ MiB are free for \/srv/,
      )
      await program({
        more: `const facts = preflight({ hosts: [{ name: 'host1', access: host }] }); export const os = facts.hosts.apply(hosts => hosts[0]!.os)`,
      })
      expect(await succeeds('up', '--yes', '--skip-preview')).toMatch(/os\s*: "(debian|ubuntu)/)
    })

    describe('interrupted while a locale is generated', () => {
      const withLocale = (lang: string) => program({ more: `new system.Locale('locale', { host, lang: '${lang}' })` })
      // The hosts of other tests generate locales of their own.
      const isGenerating = (lang: string) =>
        eventually(async () => ((await sh(`pgrep -f '[l]ocaledef .*${lang}' || :`)) === '' ? null : true), {
          withinMs: 60_000,
          what: 'localedef on the host',
        })

      it('by kill -9: the plugin ends too, and the next deployment finishes', async () => {
        await withLocale('zh_CN.UTF-8')
        const { pid, ended } = project.start('up', '--yes', '--skip-preview')
        await isGenerating('zh_CN')
        expect(await plugins()).toHaveLength(1)
        process.kill(-pid, 'SIGKILL')
        await ended
        await eventually(async () => ((await plugins()).length === 0 ? true : null), {
          withinMs: 20_000,
          what: 'the end of the plugin',
        })
        await succeeds('cancel', '--yes')
        await succeeds('up', '--yes', '--skip-preview')
        expect(await sh('locale -a; cat /etc/default/locale')).toMatch(/zh_CN\.utf8[\s\S]*LANG=zh_CN\.UTF-8/)
      })

      it('by Ctrl-C: it ends soon and in order, and the next deployment finishes', async () => {
        await withLocale('de_DE.UTF-8')
        const { pid, ended } = project.start('up', '--yes', '--skip-preview')
        await isGenerating('de_DE')
        process.kill(-pid, 'SIGINT')
        const { exitCode, output } = await ended
        expect(exitCode).not.toBe(0)
        expect(output).toMatch(/generate de_DE\.UTF-8 was cancelled\. The next deployment does it again/)
        await succeeds('up', '--yes', '--skip-preview')
        expect(await sh('locale -a; cat /etc/default/locale')).toMatch(/de_DE\.utf8[\s\S]*LANG=de_DE\.UTF-8/)
      })
    })

    it('takes away all that it made, and nothing else', async () => {
      await succeeds('destroy', '--yes', '--skip-preview')
      expect(await sh('ls -A /srv /var/lib/slipstream 2>/dev/null; locale -a | grep -E "zh_CN|de_DE" || :')).toBe(
        '/srv:',
      )
    })
  })
})
