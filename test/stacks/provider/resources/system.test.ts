import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { folder } from '../../../../stacks/provider/resources/folder.ts'
import { linuxUser } from '../../../../stacks/provider/resources/linux-user.ts'
import { locale } from '../../../../stacks/provider/resources/locale.ts'
import { remoteFile } from '../../../../stacks/provider/resources/remote-file.ts'
import { created, createScene, previewed, type Scene, updated } from '../resource-scene.ts'
import { describeOnScratchHost } from '../scratch-host.ts'

describeOnScratchHost('what makes up a host', current => {
  let scene: Scene
  beforeAll(() => {
    scene = createScene(['hunter22'])
  })
  afterAll(() => scene[Symbol.dispose]())
  const host = () => current().deployer
  const sh = (text: string) => scene.ask(host(), 'sh', '-c', text)

  describe('RemoteFile', () => {
    it('is written whole, with its owner and mode, and found as it is', async () => {
      const file = await created(remoteFile, scene, {
        host: host(),
        path: '/srv/a file',
        content: 'one\n',
        owner: 'deployer',
        mode: '0640',
      })
      expect(await sh("stat -c '%U:%G %a' '/srv/a file'; cat '/srv/a file'; ls /srv")).toBe(
        'deployer:root 640\none\na file',
      )
      expect(await remoteFile.read(scene.context, file)).toEqual(file)
    })

    it('sees what somebody else has changed, and that it is gone', async () => {
      const file = await created(remoteFile, scene, { host: host(), path: '/srv/drift', content: 'one\n' })
      await sh('echo two >/srv/drift; chmod 600 /srv/drift')
      const found = await remoteFile.read(scene.context, file)
      expect(found?.inputs).toMatchObject({ content: 'two\n', mode: '0600', owner: 'root' })
      await sh('rm /srv/drift')
      expect(await remoteFile.read(scene.context, file)).toBeNull()
    })

    it('holds any text', async () => {
      const content = `quotes ' " $HOME \`id\` \\ 中文\n\n\ttab without an end`
      const file = await created(remoteFile, scene, { host: host(), path: '/srv/text', content })
      expect((await remoteFile.read(scene.context, file))?.inputs.content).toBe(content)
    })

    it('gives back what was there before', async () => {
      await sh('echo mine >/srv/before; chown asker:asker /srv/before; chmod 604 /srv/before')
      const file = await created(remoteFile, scene, { host: host(), path: '/srv/before', content: 'ours\n' })
      const second = await updated(remoteFile, scene, { old: file, content: 'ours too\n' })
      await remoteFile.delete(scene.context, second)
      expect(await sh("stat -c '%U:%G %a' /srv/before; cat /srv/before; ls /srv")).toMatch(/^asker:asker 604\nmine\n/)
    })

    it('is gone after it was deleted, with every trace', async () => {
      const file = await created(remoteFile, scene, { host: host(), path: '/srv/gone', content: 'x' })
      await remoteFile.delete(scene.context, file)
      await remoteFile.delete(scene.context, file)
      expect(await sh('ls /srv /var/lib/slipstream/made 2>/dev/null | grep gone || :')).toBe('')
    })

    it('shows a unified diff before it changes anything, without the secrets', async () => {
      await sh("printf 'a = 1\\npassword = old-one\\nurl = mysql://u:hidden@h/d\\n' >/srv/preview")
      scene.lines.length = 0
      await previewed(remoteFile, scene, {
        host: host(),
        path: '/srv/preview',
        content: 'a = 2\npassword = hunter22\nplain = hunter22\nurl = mysql://u:hidden@h/d\n',
      })
      expect(scene.lines[0]).toBe(
        [
          '--- 127.0.0.1:/srv/preview',
          '+++ 127.0.0.1:/srv/preview',
          '@@ -1,3 +1,4 @@',
          '-a = 1',
          '-password = ***',
          '+a = 2',
          '+password = ***',
          '+plain = ***',
          ' url = mysql://u:***@h/d',
        ].join('\n'),
      )
      expect(await sh('head -n 1 /srv/preview')).toBe('a = 1')
    })

    it('says which folder is missing', async () => {
      const file = { host: host(), path: '/srv/no/such/file', content: 'x' }
      await expect(created(remoteFile, scene, file)).rejects.toThrow(
        /127\.0\.0\.1: write \/srv\/no\/such\/file: exit status 1[\s\S]*the folder of \/srv\/no\/such\/file does not exist/,
      )
    })

    it('names an owner that is not there, and leaves the old content', async () => {
      await created(remoteFile, scene, { host: host(), path: '/srv/kept', content: 'old' })
      const file = { host: host(), path: '/srv/kept', content: 'new', owner: 'nobody-here' }
      await expect(created(remoteFile, scene, file)).rejects.toThrow(/nobody-here/)
      expect(await sh('cat /srv/kept; ls /srv | grep kept')).toBe('oldkept')
    })
  })

  describe('Folder', () => {
    it('is made with its parents, and goes with those that were made for it', async () => {
      const made = await created(folder, scene, {
        host: host(),
        path: '/opt/a/b/c',
        owner: 'deployer',
        group: 'deployer',
        mode: '0700',
      })
      expect(await sh("stat -c '%U:%G %a' /opt/a/b/c; stat -c %a /opt/a")).toBe('deployer:deployer 700\n755')
      expect(await folder.read(scene.context, made)).toEqual(made)
      await folder.delete(scene.context, made)
      expect(await sh('ls -d /opt; ls /opt | grep -x a || :')).toBe('/opt')
    })

    it('stays while something is in it, and says so', async () => {
      const made = await created(folder, scene, { host: host(), path: '/opt/data' })
      await sh('touch /opt/data/precious')
      scene.lines.length = 0
      await folder.delete(scene.context, made)
      expect(scene.lines).toEqual(['127.0.0.1: /opt/data stays: there is something in it'])
      expect(await sh('ls /opt/data')).toBe('precious')
    })

    it('goes with its content where that was asked for', async () => {
      const made = await created(folder, scene, { host: host(), path: '/opt/heap', deleteContents: true })
      await sh('mkdir -p /opt/heap/x; touch /opt/heap/x/y')
      await folder.delete(scene.context, made)
      expect(await folder.read(scene.context, made)).toBeNull()
    })

    it('that was there before stays', async () => {
      await sh('mkdir /opt/theirs')
      const made = await created(folder, scene, { host: host(), path: '/opt/theirs' })
      await folder.delete(scene.context, made)
      expect(await sh('ls -d /opt/theirs')).toBe('/opt/theirs')
    })

    it('is not made where a file is', async () => {
      await sh('touch /opt/file')
      await expect(created(folder, scene, { host: host(), path: '/opt/file' })).rejects.toThrow(/is no folder/)
    })
  })

  describe('LinuxUser', () => {
    it('is made in its groups, and goes with its home', async () => {
      const user = await created(linuxUser, scene, { host: host(), name: 'flow', groups: ['adm', 'users'] })
      expect(user.outputs).toMatchObject({ uid: expect.any(Number), homeFolder: '/home/flow' })
      expect(await sh('id -Gn flow; ls -d /home/flow')).toBe('flow adm users\n/home/flow')
      expect(await linuxUser.read(scene.context, user)).toEqual(user)
      await sh('gpasswd -d flow adm')
      expect((await linuxUser.read(scene.context, user))?.inputs.groups).toEqual(['users'])
      await updated(linuxUser, scene, { old: user })
      expect(await sh('id -Gn flow')).toBe('flow adm users')
      await linuxUser.delete(scene.context, user)
      expect(await sh('getent passwd flow; ls /home; ls /var/lib/slipstream/made | grep -i flow || :')).not.toContain(
        'flow',
      )
    })

    it('that was there before only leaves the groups it was put in', async () => {
      const user = await created(linuxUser, scene, { host: host(), name: 'asker', groups: ['adm'] })
      scene.lines.length = 0
      await linuxUser.delete(scene.context, user)
      expect(await sh('id -Gn asker')).toBe('asker')
      expect(scene.lines).toEqual(['127.0.0.1: user asker stays: it was there before'])
    })

    it('names a group that is not there', async () => {
      const user = { host: host(), name: 'flow', groups: ['no-such-group'] }
      await expect(created(linuxUser, scene, user)).rejects.toThrow(/there is no group no-such-group on this host/)
    })
  })

  describe('Locale', () => {
    it('is generated and made the default, and taken back', async () => {
      const before = await sh('locale -a; cat /etc/default/locale 2>/dev/null || :')
      const set = await created(locale, scene, { host: host(), lang: 'zh_CN.UTF-8' })
      expect(await sh('cat /etc/default/locale')).toBe('LANG=zh_CN.UTF-8\nLC_ALL=zh_CN.UTF-8')
      expect(await sh('. /etc/default/locale; export LANG LC_ALL; locale charmap 2>&1')).toBe('UTF-8')
      expect(await locale.read(scene.context, set)).toEqual(set)
      const other = await updated(locale, scene, { old: set, lang: 'en_US.UTF-8' })
      expect(await sh('locale -a')).toMatch(/en_US/i)
      expect(await sh('locale -a')).not.toMatch(/zh_CN/i)
      await locale.delete(scene.context, other)
      expect(await sh('locale -a; cat /etc/default/locale 2>/dev/null || :')).toBe(before)
    }, 90_000)

    it('names the package that is missing', async () => {
      await expect(created(locale, scene, { host: host(), lang: 'xx_XX.UTF-8' })).rejects.toThrow(
        /install the package locales/,
      )
    })
  })
})
