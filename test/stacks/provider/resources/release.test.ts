import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { release } from '../../../../stacks/provider/resources/release.ts'
import { created, createScene, previewed, type Scene, updated } from '../resource-scene.ts'
import { describeOnScratchHost } from '../scratch-host.ts'

describeOnScratchHost('Release', current => {
  let scene: Scene
  let folder: string
  const host = () => current().deployer
  const sh = (text: string) => scene.ask(host(), 'sh', '-c', text)
  beforeAll(async () => {
    scene = createScene()
    folder = await mkdtemp(join(tmpdir(), 'slipstream-release-'))
  })
  afterAll(async () => {
    scene[Symbol.dispose]()
    await rm(folder, { recursive: true })
  })

  const archiveOf = async (name: string, text: string) => {
    const archive = join(folder, `${name}.tar.gz`)
    await writeFile(join(folder, 'program'), text, { mode: 0o755 })
    await execa('tar', ['-czf', archive, '-C', folder, 'program'])
    const sha256 = createHash('sha256')
      .update(await readFile(archive))
      .digest('hex')
    return { archive, sha256, id: sha256.slice(0, 16) }
  }
  const args = (more: object) => ({
    host: host(),
    name: 'runtime',
    folder: '/opt/flow/runtime',
    owner: 'deployer',
    ...more,
  })

  it('is uploaded, unpacked and switched to', async () => {
    const { id, ...one } = await archiveOf('one', 'first')
    await previewed(release, scene, args(one))
    expect(scene.lines).toEqual([`127.0.0.1: runtime release (none) -> ${id}`])
    const made = await created(release, scene, args(one))
    expect(made.outputs).toEqual({
      releaseId: id,
      path: `/opt/flow/runtime/releases/${id}`,
      current: '/opt/flow/runtime/current',
    })
    expect(await sh("cat /opt/flow/runtime/current/program; stat -c ' %U %a' /opt/flow/runtime/current/program")).toBe(
      'first deployer 755',
    )
    expect(await sh('ls -A /opt/flow/runtime; ls -A ~deployer/.slipstream 2>/dev/null || :')).toBe('current\nreleases')
    expect(await release.read(scene.context, made)).toEqual(made)
  })

  it('keeps so many of the old ones, and goes back to one without an upload', { timeout: 90_000 }, async () => {
    const { id: _first, ...first } = await archiveOf('r0', 'r0')
    let made = await created(release, scene, args({ ...first, keep: 2 }))
    for (const name of ['r1', 'r2']) {
      const { id: _, ...next } = await archiveOf(name, name)
      made = await updated(release, scene, { old: made, ...next })
    }
    expect((await sh('ls /opt/flow/runtime/releases')).split('\n')).toHaveLength(2)
    const { id, archive, sha256 } = await archiveOf('r1', 'r1')
    await rm(archive)
    if ((await sh('ls /opt/flow/runtime/releases')).includes(id)) {
      await updated(release, scene, { old: made, sha256, archive })
      expect(await sh('cat /opt/flow/runtime/current/program')).toBe('r1')
    }
  })

  it('sees a link that somebody has set elsewhere, and that all is gone', async () => {
    const { id: _, ...one } = await archiveOf('two', 'second')
    const made = await created(release, scene, args(one))
    await sh('mkdir /opt/flow/runtime/releases/other; ln -sfn releases/other /opt/flow/runtime/current')
    const found = await release.read(scene.context, made)
    expect(found?.outputs.releaseId).toBe('other')
    expect(found && release.drifted?.(found)).toEqual(['releaseId'])
    await updated(release, scene, { old: made })
    expect(await sh('cat /opt/flow/runtime/current/program')).toBe('second')
    await release.delete(scene.context, made)
    expect(await sh('ls /opt; ls /var/lib/slipstream 2>/dev/null || :')).not.toMatch(/flow|made/)
    expect(await release.read(scene.context, made)).toBeNull()
  })

  it('goes on where an upload was cut short, and starts again where that was wrong', { timeout: 60_000 }, async () => {
    const { id: _, ...big } = await archiveOf(
      'big',
      createHash('shake256', { outputLength: 3_000_000 }).update('x').digest('base64'),
    )
    const part = join(folder, 'part')
    const bytes = await readFile(big.archive)
    await writeFile(part, bytes)
    await truncate(part, 2_000_000)
    const put = (file: Buffer) =>
      scene.context.openHost(host()).run({
        name: 'leave a part',
        command: ['sh', '-c', `mkdir -p ~/.slipstream/uploads; cat >~/.slipstream/uploads/${big.sha256}`],
        user: 'deployer',
        input: file,
      })
    await put(await readFile(part))
    const made = await created(release, scene, args(big))
    expect(scene.lines.some(line => line.includes('sent again'))).toBe(false)
    await release.delete(scene.context, made)
    await put(Buffer.alloc(2_500_000, 'wrong'))
    await created(release, scene, args(big))
    expect(scene.lines.some(line => line.includes('sent again'))).toBe(true)
  })

  it('refuses an archive that is not what it should be', async () => {
    const { archive } = await archiveOf('bad', 'bad')
    await expect(created(release, scene, args({ archive, sha256: 'a'.repeat(64) }))).rejects.toThrow(
      /has the SHA-256 .*, expected aaaa/,
    )
    await expect(created(release, scene, args({ archive: '/no/such.tar.gz', sha256: 'a'.repeat(64) }))).rejects.toThrow(
      /Cannot read the runtime release at \/no\/such.tar.gz/,
    )
  })
})
