import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readImageArchive } from '../../../../stacks/provider/host/image-archive.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipstream-image-archive-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** A tar of these files, made by tar. */
async function archive(files: Readonly<Record<string, string>>, flags = '-cf'): Promise<string> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, 'in', name)), { recursive: true })
    await writeFile(join(folder, 'in', name), content)
  }
  await execa('tar', [flags, join(folder, 'image.tar'), ...Object.keys(files)], { cwd: join(folder, 'in') })
  return join(folder, 'image.tar')
}

const manifest = (config: string, tags: readonly string[] | null) => ({ Config: config, RepoTags: tags, Layers: [] })

test('An archive of an older engine names its images by the files of their configurations', async () => {
  const images = [manifest('aa11.json', ['mysql:9', 'mysql:latest']), manifest('bb22.json', null)]
  const path = await archive({
    'aa11/layer.tar': 'x'.repeat(1000),
    'aa11.json': '{}',
    'manifest.json': JSON.stringify(images),
  })
  const found = await readImageArchive(path)
  expect(found?.names).toEqual(['mysql:9', 'mysql:latest'])
  expect(found?.idsOf('mysql:9')).toEqual(['sha256:aa11'])
  expect(found?.idsOf('mysql:8')).toEqual([])
})

test('An archive of a newer engine has both names: that of the configuration, and that of the manifest', async () => {
  const annotations = { 'io.containerd.image.name': 'docker.io/library/mysql:9' }
  const path = await archive({
    'blobs/sha256/cc33': '{}',
    'index.json': JSON.stringify({ manifests: [{ digest: 'sha256:dd44', annotations }, { digest: 'sha256:ee55' }] }),
    'manifest.json': JSON.stringify([manifest('blobs/sha256/cc33', ['mysql:9'])]),
  })
  expect((await readImageArchive(path))?.idsOf('mysql:9')).toEqual(['sha256:cc33', 'sha256:dd44'])
})

test('What is no plain archive of images is for the engine to judge', async () => {
  expect(await readImageArchive(await archive({ 'notes.txt': 'x' }))).toBeNull()
  expect(await readImageArchive(await archive({ 'manifest.json': '[]' }, '-czf'))).toBeNull()
})

test('A file that is cut short is no archive', async () => {
  const path = join(folder, 'cut.tar')
  await writeFile(path, 'x')
  expect(await readImageArchive(path)).toBeNull()
})
