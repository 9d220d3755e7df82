import { type FileHandle, open } from 'node:fs/promises'

/** What a tar that `docker save` made says of itself. */
export interface ImageArchive {
  /** As in mysql:9. */
  readonly names: readonly string[]
  /** Under which an engine that has the image knows it: which of them depends on the engine's store. */
  idsOf(name: string): readonly string[]
}

/** @returns null where it is no plain tar of that kind: a compressed one is for the engine to read */
export async function readImageArchive(path: string): Promise<ImageArchive | null> {
  await using file = await open(path)
  const texts = await textsIn(file, ['manifest.json', 'index.json'])
  const manifest = texts.get('manifest.json')
  if (manifest === undefined) return null
  const images = JSON.parse(manifest) as readonly ManifestEntry[]
  const index = JSON.parse(texts.get('index.json') ?? '{}') as Index
  return {
    names: images.flatMap(({ RepoTags }) => RepoTags ?? []),
    idsOf: name => [...configIds(images, name), ...manifestIds(index, name)],
  }
}

interface ManifestEntry {
  /** HASH.json, or blobs/sha256/HASH. */
  readonly Config: string
  readonly RepoTags: readonly string[] | null
}

interface Index {
  readonly manifests?: readonly {
    readonly digest: string
    readonly annotations?: Readonly<Record<string, string>>
  }[]
}

function configIds(images: readonly ManifestEntry[], name: string): string[] {
  const own = images.filter(({ RepoTags }) => RepoTags?.includes(name))
  return own.map(({ Config }) => `sha256:${Config.replace(/\.json$/, '').replace(/^.*\//, '')}`)
}

/** An engine whose store is containerd's names images by the digests of their manifests. */
function manifestIds({ manifests = [] }: Index, name: string): string[] {
  const own = manifests.filter(({ annotations }) => annotations?.['io.containerd.image.name']?.endsWith(`/${name}`))
  return own.map(({ digest }) => digest)
}

const BLOCK = 512

/** Of the members with these names, as far as they are there; all others are leapt over. */
async function textsIn(file: FileHandle, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (let at = 0; found.size < names.length; ) {
    const header = await bytesAt(file, at, BLOCK)
    const member = memberOf(header)
    if (member === null) break
    if (names.includes(member.name)) {
      found.set(member.name, (await bytesAt(file, at + BLOCK, member.sizeBytes)).toString('utf8'))
    }
    at += BLOCK + Math.ceil(member.sizeBytes / BLOCK) * BLOCK
  }
  return found
}

/** null at the end of the archive, and where there is none. */
function memberOf(header: Buffer): { readonly name: string; readonly sizeBytes: number } | null {
  if (header.length < BLOCK || header.toString('latin1', 257, 262) !== 'ustar') return null
  const sizeBytes = Number.parseInt(header.toString('latin1', 124, 136), 8)
  return Number.isNaN(sizeBytes) ? null : { name: header.toString('utf8', 0, 100).replace(/\0.*$/, ''), sizeBytes }
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}
