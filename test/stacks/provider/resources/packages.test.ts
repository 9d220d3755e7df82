import { afterAll, beforeAll, expect, it } from 'vitest'
import { packages } from '../../../../stacks/provider/resources/packages.ts'
import { created, createScene, previewed, type Scene, updated } from '../resource-scene.ts'
import { describeOnScratchHost } from '../scratch-host.ts'

// A repository of our own on the host: `song` needs `song-data`, and `tune` needs nothing. Of those who may come later
// `listener` does better with `song-data`, and `singer` cannot do without.
const BUILD = `
set -e
mkdir -p /repo && cd /repo
build() {
  mkdir -p "$1/DEBIAN"
  printf 'Package: %s\\nVersion: %s\\nArchitecture: all\\nMaintainer: x <x@example.org>\\n%s\\nDescription: x\\n' "$1" "$2" "$3" |
    sed '/^$/d' >"$1/DEBIAN/control"
  dpkg-deb --build "$1" . >/dev/null
}
build song 1.2-1 'Depends: song-data'
build song-data 1.2-1 ''
build tune 0.9 ''
build listener 1 'Suggests: song-data\nRecommends: song-data'
build singer 1 'Depends: song-data'
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
    scene.ask(host(), 'sh', '-c', "dpkg -l song song-data tune 2>/dev/null | awk '/^ii/ { print $2 }' | xargs")
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

  const entries = () => scene.ask(host(), 'sh', '-c', 'ls /var/lib/slipstream/made 2>/dev/null || :')
  const apt = (...words: string[]) => scene.ask(host(), 'apt-get', '-y', '-q', '--no-install-recommends', ...words)

  it('takes away what others would only like to have', { timeout: 120_000 }, async () => {
    await apt('install', '/repo/listener_1_all.deb')
    const made = await created(packages, scene, { host: host(), names: ['song'], mirror })
    await packages.delete(scene.context, made)
    expect(await installed()).toBe('')
    expect(await entries()).toBe('')
    await apt('purge', 'listener')
  })

  it('leaves what others need to them', { timeout: 120_000 }, async () => {
    const made = await created(packages, scene, { host: host(), names: ['song', 'tune'], mirror })
    await apt('install', '/repo/singer_1_all.deb')
    const less = await updated(packages, scene, { old: made, names: ['tune'] })
    expect(await installed()).toBe('song-data tune')
    expect(await entries()).toBe('package.song-data\npackage.tune')
    await packages.delete(scene.context, less)
    expect(await installed()).toBe('song-data')
    expect(await entries()).toBe('')
    await apt('purge', '--auto-remove', 'singer')
    expect(await installed()).toBe('')
  })

  it('names a package that no source has', { timeout: 60_000 }, async () => {
    const args = { host: host(), names: ['no-such-package-here'], mirror }
    await expect(created(packages, scene, args)).rejects.toThrow(/Unable to locate package no-such-package-here/)
  })
})
