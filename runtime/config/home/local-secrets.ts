import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Config } from '../config.ts'
import { ConfigSecretError } from '../errors.ts'

const localFile = 'slipstream.secrets.LocalFile'

/**
 * The secret of that name from the configured backend, null when the backend has none. The only backend that exists,
 * slipstream.secrets.LocalFile, reads the file of that name in its directory. Throws ConfigSecretError.
 */
export function secretOf(config: Config, name: string, origin: string): string | null {
  const directory = directoryOf(config, origin)
  if (name !== basename(name) || name === '..' || name === '.') {
    throw new ConfigSecretError({ origin, reason: `"${name}" is not the name of a file in ${directory}` })
  }
  try {
    return readFileSync(join(directory, name), 'utf8').replace(/\r?\n$/, '')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new ConfigSecretError({ origin, reason: (cause as Error).message }, { cause })
  }
}

function directoryOf(config: Config, origin: string): string {
  const backend = config.string('secrets', 'backend')
  if (backend !== localFile) {
    const advice = `set [secrets] backend = ${localFile} and backend_kwargs = {"directory": "/run/secrets"}`
    throw new ConfigSecretError({
      origin,
      reason: `[secrets] backend is "${backend}", which cannot be asked for it; ${advice}`,
    })
  }
  const settings = config.json('secrets', 'backend_kwargs') as { directory?: unknown } | null
  if (typeof settings?.directory === 'string') return settings.directory
  throw new ConfigSecretError({
    origin,
    reason: '[secrets] backend_kwargs has no "directory": write {"directory": "/run/secrets"}',
  })
}
