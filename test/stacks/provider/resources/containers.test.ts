import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dataFolder } from '../../../../stacks/provider/resources/data-folder.ts'
import { dockerImage } from '../../../../stacks/provider/resources/docker-image.ts'
import { link } from '../../../../stacks/provider/resources/link.ts'
import { created, createScene, type Scene, updated } from '../resource-scene.ts'
import { describeOnScratchHost } from '../scratch-host.ts'

describeOnScratchHost('what containers and DAG files need on a host', current => {
  let scene: Scene
  beforeAll(() => {
    scene = createScene()
  })
  afterAll(() => scene[Symbol.dispose]())
  const host = () => current().deployer
  const sh = (text: string) => scene.ask(host(), 'sh', '-c', text)

  describe('DataFolder', () => {
    it('leaves owner and mode to the server in it', async () => {
      const made = await created(dataFolder, scene, { host: host(), path: '/opt/mysql' })
      await sh('chown deployer /opt/mysql; chmod 0700 /opt/mysql')
      await updated(dataFolder, scene, { old: made })
      expect(await sh("stat -c '%U %a' /opt/mysql")).toBe('deployer 700')
      expect(await dataFolder.read(scene.context, made)).toEqual(made)
      await dataFolder.delete(scene.context, made)
    })

    it('keeps its data unless they are to be deleted', async () => {
      const named = { ...host(), name: 'host1' }
      const made = await created(dataFolder, scene, { host: named, path: '/opt/kept' })
      await sh('touch /opt/kept/precious')
      scene.lines.length = 0
      await dataFolder.delete(scene.context, made)
      expect(scene.lines).toEqual(['host1: /opt/kept stays: there is something in it'])
      expect(await sh('ls /opt/kept')).toBe('precious')
    })

    it('goes, the last of several, with the folder above that the first one made', async () => {
      const paths = ['/opt/shared/mysql', '/opt/shared/rabbitmq']
      const made = await Promise.all(
        paths.map(path => created(dataFolder, scene, { host: host(), path, deletedOnDestroy: true })),
      )
      await sh('touch /opt/shared/mysql/a /opt/shared/rabbitmq/b')
      for (const each of made) await dataFolder.delete(scene.context, each)
      expect(await sh('ls /opt | grep -x shared || :')).toBe('')
      expect(await sh('ls /var/lib/slipstream/made 2>/dev/null | grep shared || :')).toBe('')
    })
  })

  describe('DockerImage', () => {
    it('says which images an archive has before it sends one that lacks the right one', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'slipstream-image-'))
      const images = [{ Config: 'aa11.json', RepoTags: ['mysql:8'], Layers: [] }]
      await writeFile(join(folder, 'manifest.json'), JSON.stringify(images))
      const archive = join(folder, 'mysql.tar')
      await execa('tar', ['-cf', archive, 'manifest.json'], { cwd: folder })
      const wanted = { host: host(), name: 'mysql:9', archive, sha256: '0'.repeat(64) }
      await expect(created(dockerImage, scene, wanted)).rejects.toThrow(
        `${archive} holds no image mysql:9, but mysql:8. Make it with: docker save mysql:9 -o ${archive}`,
      )
      await rm(folder, { recursive: true })
      await expect(created(dockerImage, scene, wanted)).rejects.toThrow(
        /^Cannot read the archive of an image at .*ENOENT/,
      )
    })
  })

  describe('Link', () => {
    it('leads to its target, is seen to lead elsewhere, and goes', async () => {
      const made = await created(link, scene, { host: host(), path: '/opt/dags', target: '/srv/one' })
      expect(await link.read(scene.context, made)).toEqual(made)
      const switched = await updated(link, scene, { old: made, target: '/srv/two' })
      expect(await sh('readlink /opt/dags')).toBe('/srv/two')
      await sh('ln -sfn /srv/three /opt/dags')
      expect((await link.read(scene.context, switched))?.inputs.target).toBe('/srv/three')
      await link.delete(scene.context, switched)
      expect(await link.read(scene.context, switched)).toBeNull()
    })

    it('does not take the place of a folder with files in it', async () => {
      await sh('mkdir -p /opt/theirs; touch /opt/theirs/dag.ts')
      const wanted = { host: host(), path: '/opt/theirs', target: '/srv/one' }
      await expect(created(link, scene, wanted)).rejects.toThrow(/is a folder with files in it\. Move them away/)
      expect(await sh('ls /opt/theirs')).toBe('dag.ts')
    })
  })
})
