import { afterAll, beforeAll, expect, it } from 'vitest'
import { packages } from '../../../../stacks/provider/resources/packages.ts'
import { created, createScene, previewed, type Scene, updated } from '../resource-scene.ts'
import { describeOnScratchHost } from '../scratch-host.ts'

// A repository of our own on the host: `song` needs `song-data`, and `tune` needs nothing.
const BUILD = `
set -e
mkdir -p /repo && cd /repo
build() {
  mkdir -p "$1/DEBIAN"
  printf 'Package: %s\\nVersion: %s\\nArchitecture: all\\nMaintainer: x <x@example.org>\\nDepends: %s\\nDescription: x\\n' "$1" "$2" "$3" |
    sed '/^Depends: $/d' >"$1/DEBIAN/control"
  dpkg-deb --build "$1" . >/dev/null
}
build song 1.2-1 song-data
build song-data 1.2-1 ''
build tune 0.9 ''
for deb in *.deb; do
  dpkg-deb --field "$deb"
  printf 'Filename: ./%s\\nSize: %s\\nSHA256: %s\\n\\n' "$deb" "$(stat -c %s "$deb")" "$(sha256sum "$deb" | cut -d' ' -f1)"
done >Packages
`

describeOnScratchHost('Packages', current => {
  let scene: Scene
  const mirror = 'deb [trusted=yes] file:/repo ./'
  const host = () => current().deployer
  const installed = () =>
    scene.ask(host(), 'sh', '-c', "dpkg-query -W song song-data tune 2>/dev/null | cut -f1 | tr '\\n' ' ' || :")
  beforeAll(async () => {
    scene = createScene()
    await scene.ask(host(), 'sh', '-c', BUILD)
  })
  afterAll(() => scene[Symbol.dispose]())

  it('are installed with what they need, told beforehand, and taken away again', { timeout: 120_000 }, async () => {
    const args = { host: host(), names: ['song', 'bash'], mirror }
    await previewed(packages, scene, args)
    expect(scene.lines).toEqual(['127.0.0.1: will be installed: song'])
    const made = await created(packages, scene, args)
    expect(made.outputs.versions).toEqual({ song: '1.2-1', bash: expect.any(String) })
    expect(await installed()).toBe('song song-data')
    expect(await packages.read(scene.context, made)).toEqual(made)

    const more = await updated(packages, scene, { old: made, names: ['song', 'tune'] })
    expect(await installed()).toBe('song song-data tune')
    const less = await updated(packages, scene, { old: more, names: ['song'] })
    expect(await installed()).toBe('song song-data')

    scene.lines.length = 0
    await packages.delete(scene.context, { ...less, inputs: { ...less.inputs, names: ['song', 'bash'] } })
    expect(await installed()).toBe('')
    expect(scene.lines.filter(line => line.includes('stays'))).toEqual([
      '127.0.0.1: bash stays: it was there before, or something needs it',
    ])
  })

  it('sees what somebody has removed', { timeout: 120_000 }, async () => {
    const made = await created(packages, scene, { host: host(), names: ['song', 'tune'], mirror })
    await scene.ask(host(), 'dpkg', '--purge', 'tune')
    expect((await packages.read(scene.context, made))?.inputs.names).toEqual(['song'])
    await scene.ask(host(), 'dpkg', '--purge', 'song')
    expect(await packages.read(scene.context, made)).toBeNull()
  })

  it('names a package that no source has', { timeout: 60_000 }, async () => {
    const args = { host: host(), names: ['no-such-package-here'], mirror }
    await expect(created(packages, scene, args)).rejects.toThrow(/Unable to locate package no-such-package-here/)
  })
})
