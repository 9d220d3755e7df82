import { readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contentId, type ReleaseFile } from './release-file.ts'
import { writeArchive } from './write-archive.ts'

/** What a host gets in one piece. Equal contents have equal ids, and equal archives. */
export interface Release {
  readonly id: string
  /** Path of the .tar.gz on the control machine. */
  readonly archive: string
  readonly sha256: string
  readonly sizeBytes: number
}

/** Archives that a cache folder keeps of each kind: those used last. */
const KEPT = 5

/**
 * Packs a release into the cache folder.
 * @param facts become release.json, together with the id
 */
export async function packRelease(
  cacheFolder: string,
  name: string,
  { files, facts }: { readonly files: readonly ReleaseFile[]; readonly facts: Readonly<Record<string, unknown>> },
): Promise<Release> {
  const id = contentId([...files, jsonFile(facts)])
  const archive = join(cacheFolder, `${name}-${id}.tar.gz`)
  const { sha256, sizeBytes } = await writeArchive([...files, jsonFile({ id, ...facts })], archive)
  dropOld(cacheFolder, name)
  return { id, archive, sha256, sizeBytes }
}

const jsonFile = (facts: Readonly<Record<string, unknown>>): ReleaseFile => ({
  path: 'release.json',
  content: Buffer.from(`${JSON.stringify(facts, null, 2)}\n`),
})

/** A release that was built from the same inputs before, if its archive is still there as it was written. */
export function rememberedRelease<T extends Release>(cacheFolder: string, inputs: string): T | null {
  try {
    const release = JSON.parse(readFileSync(noteOf(cacheFolder, inputs), 'utf8')) as T
    const archive = join(cacheFolder, release.archive)
    if (statSync(archive).size !== release.sizeBytes) return null
    markUsed(archive)
    return { ...release, archive }
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

export function rememberRelease(cacheFolder: string, inputs: string, release: Release): void {
  const note = { ...release, archive: release.archive.slice(cacheFolder.length + 1) }
  writeFileSync(noteOf(cacheFolder, inputs), JSON.stringify(note))
}

const noteOf = (cacheFolder: string, inputs: string): string => join(cacheFolder, `inputs-${inputs}.json`)

const markUsed = (archive: string): void => utimesSync(archive, new Date(), new Date())

function dropOld(cacheFolder: string, name: string): void {
  const archives = readdirSync(cacheFolder).filter(file => file.startsWith(`${name}-`) && file.endsWith('.tar.gz'))
  const byUse = archives
    .map(file => ({ file, usedMs: statSync(join(cacheFolder, file)).mtimeMs }))
    .sort((a, b) => b.usedMs - a.usedMs)
  for (const { file } of byUse.slice(KEPT)) rmSync(join(cacheFolder, file), { force: true })
}
