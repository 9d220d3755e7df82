import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ask, docker } from './engine.ts'
import { engineVolume, privileges, volumeFolder } from './host-container.ts'
import { type Image, imageHash, READY_HOST, type Tell } from './images.ts'
import type { Place } from './place.ts'

const MARKER = '.slipstream-lab-images'

export interface Gift {
  readonly name: string
  readonly images: readonly Image[]
  readonly tell: Tell
}

/**
 * Gives the images to the folder of a host's engine, before that host starts: a bare host, too, finds them once its
 * engine is installed, as if it had pulled them.
 */
export async function giveImages(place: Place, { name, images, tell }: Gift): Promise<void> {
  const marker = join(volumeFolder(place, name), MARKER)
  const wanted = images.map(imageHash).join(' ')
  if ((await readFile(marker, 'utf8').catch(() => '')) === wanted) return
  tell(`Giving ${images.map(image => image.tags[0]).join(' and ')} to the engine of ${name}`)
  await docker(place, ['volume', 'rm', '--force', engineVolume(name)])
  const giver = await startGiver(place, name)
  try {
    await docker(place, ['exec', giver, 'sh', '-c', WAIT_FOR_ENGINE])
    const tags = images.flatMap(image => image.tags)
    await docker(place, ['save', ...tags], { buffer: false }).pipe(
      docker(place, ['exec', '--interactive', giver, 'docker', 'load', '--quiet']),
    )
    await docker(place, ['exec', giver, 'sh', '-c', `printf %s '${wanted}' > /var/lib/docker/${MARKER}`])
    await docker(place, ['exec', giver, 'service', 'docker', 'stop'])
  } finally {
    await docker(place, ['rm', '--force', giver])
  }
}

const WAIT_FOR_ENGINE = 'for i in $(seq 300); do docker version > /dev/null 2>&1 && exit 0; sleep 0.1; done; exit 1'

/** A host that nobody sees, with an engine on that folder. */
async function startGiver(place: Place, name: string): Promise<string> {
  const volume = ['--volume', `${engineVolume(name)}:/var/lib/docker`]
  const environment = ['--env', 'LAB_AUTHORIZED_KEY=none', '--env', 'LAB_NAMESERVER=127.0.0.1']
  const memory = ['--tmpfs', '/run:exec,mode=755']
  const args = ['run', '--detach', '--network', 'none', ...volume, ...environment, ...memory, ...privileges()]
  return ask(place, [...args, READY_HOST.tags[0]])
}
