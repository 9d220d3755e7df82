import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import * as recipes from './debian/recipe.ts'
import { archiveOf } from './debian/root-file-system.ts'
import { docker } from './engine.ts'
import type { Place } from './place.ts'

/** An image of the lab: Debian's packages, and a folder with a Dockerfile on top of them or of another image. */
export interface Image {
  readonly tags: readonly [string, ...string[]]
  readonly folder: string
  readonly base: recipes.Recipe | Image
}

export const BARE_HOST: Image = { tags: ['slipstream-lab/host'], folder: 'host', base: recipes.host }
export const READY_HOST: Image = { tags: ['slipstream-lab/ready-host'], folder: 'ready-host', base: BARE_HOST }
export const DEBIAN: Image = { tags: ['slipstream-lab/debian'], folder: 'debian', base: recipes.host }
export const MYSQL: Image = { tags: ['mysql:9', 'mysql:9.7', 'mysql:latest'], folder: 'mysql', base: recipes.mysql }
export const RABBITMQ: Image = {
  tags: ['rabbitmq:4-management', 'rabbitmq:4', 'rabbitmq:management'],
  folder: 'rabbitmq',
  base: recipes.rabbitmq,
}

/** What a deployment runs as containers; a host's engine is given them, as there is nowhere to pull from. */
export const SERVER_IMAGES = [MYSQL, RABBITMQ] as const

export type Tell = (sentence: string) => void

/** Makes the archives that the images begin with, which needs the network of the machine. */
export async function makeArchives(tell: Tell): Promise<void> {
  for (const recipe of [recipes.host, recipes.mysql, recipes.rabbitmq]) await archiveOf(recipe, tell)
}

/** Builds in the lab's engine what is not there yet. */
export async function buildImages(place: Place, tell: Tell): Promise<void> {
  await Promise.all([buildInTurn([BARE_HOST, READY_HOST, DEBIAN]), buildInTurn(SERVER_IMAGES)])

  async function buildInTurn(images: readonly Image[]) {
    for (const image of images) await buildImage(place, image, tell)
  }
}

/** Changes with all that the image is made from. */
export function imageHash({ base, folder }: Image): string {
  const hash = createHash('sha256').update('tags' in base ? imageHash(base) : recipes.hashOf(base))
  for (const file of readdirSync(pathOf(folder)).sort()) hash.update(readFileSync(join(pathOf(folder), file)))
  return hash.digest('hex').slice(0, 12)
}

async function buildImage(place: Place, image: Image, tell: Tell): Promise<void> {
  const [tag, ...others] = image.tags
  const label = ['--format', '{{index .Config.Labels "slipstream.lab"}}']
  const present = await docker(place, ['image', 'inspect', ...label, tag], { reject: false })
  if (present.stdout === imageHash(image)) return
  tell(`Building the image ${tag}`)
  const base = 'tags' in image.base ? image.base.tags[0] : await importArchive(place, image.base, tell)
  const labels = ['--label', `slipstream.lab=${imageHash(image)}`]
  const args = ['build', '--quiet', '--network', 'none', '--build-arg', `BASE=${base}`, ...labels, '--tag', tag]
  // The builder that is part of the engine: the newer one is a package of its own.
  await docker(place, [...args, pathOf(image.folder)], { env: { DOCKER_BUILDKIT: '0' } })
  for (const other of others) await docker(place, ['tag', tag, other])
}

async function importArchive(place: Place, recipe: recipes.Recipe, tell: Tell): Promise<string> {
  const tag = `slipstream-lab/debian-${recipe.name}:${recipes.hashOf(recipe)}`
  const { failed } = await docker(place, ['image', 'inspect', tag], { reject: false })
  if (!failed) return tag
  const archive = await archiveOf(recipe, tell)
  const unpacked = execa('zstd', ['-dcq', archive], { buffer: { stdout: false } })
  await unpacked.pipe('docker', ['-H', `unix://${place.socket}`, 'import', '-', tag])
  return tag
}

function pathOf(folder: string): string {
  return join(import.meta.dirname, 'images', folder)
}
