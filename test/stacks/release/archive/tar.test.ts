import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, expect, test } from 'vitest'
import type { ReleaseFile } from '../../../../stacks/release/archive/release-file.ts'
import { tarOf } from '../../../../stacks/release/archive/tar.ts'

const folder = mkdtempSync(join(tmpdir(), 'tar-'))
afterAll(() => rm(folder, { recursive: true }))

const bytes = (text: string): Uint8Array => Buffer.from(text)
const files: readonly ReleaseFile[] = [
  { path: 'bin/node', content: bytes('program'), isExecutable: true },
  { path: 'empty', content: bytes('') },
  { path: 'exactly-one-block', content: bytes('x'.repeat(512)) },
  { path: `deep/${'folder-'.repeat(20)}/file.txt`, content: bytes('far away') },
  { path: 'dags/订单 report.ts', content: bytes('a name beyond ASCII') },
]

test('tar unpacks what was packed: contents, modes, long names and names beyond ASCII', async () => {
  writeFileSync(join(folder, 'a.tar'), Buffer.concat([...tarOf(files)]))
  await execa('tar', ['-xf', 'a.tar'], { cwd: folder })
  for (const { path, content, isExecutable } of files) {
    expect(readFileSync(join(folder, path)).equals(content)).toBe(true)
    expect(statSync(join(folder, path)).mode & 0o777).toBe(isExecutable ? 0o755 : 0o644)
    expect(statSync(join(folder, path)).mtimeMs).toBe(0)
  }
})

test("Python's own reader agrees", async () => {
  writeFileSync(join(folder, 'b.tar'), Buffer.concat([...tarOf(files)]))
  const script = 'import tarfile, sys; print("\\n".join(m.name for m in tarfile.open(sys.argv[1]) if m.isfile()))'
  const { stdout } = await execa('python3', ['-c', script, join(folder, 'b.tar')], {
    env: { PYTHONIOENCODING: 'utf-8' },
  })
  expect(stdout.split('\n').sort()).toEqual(files.map(({ path }) => path).sort())
})

test('the order in which files are given makes no difference', () => {
  const [one, other] = [files, files.toReversed()].map(given => Buffer.concat([...tarOf(given)]))
  expect(one?.equals(other as Buffer)).toBe(true)
})
