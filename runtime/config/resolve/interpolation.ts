import { SlipstreamError } from '../../model/errors.ts'
import { type ConfigFile, fileValue } from '../config-parser.ts'

/** A `%` that ConfigParser cannot resolve; the message says what should stand there. */
export class InterpolationError extends SlipstreamError {
  override readonly name = 'InterpolationError'
}

/**
 * The value with every `%(key)s` replaced from the same section, then from DEFAULT, and `%%` by `%`: ConfigParser's
 * BasicInterpolation, up to ten levels deep.
 */
export function interpolated(file: ConfigFile, section: string, text: string): string {
  return replaced({ file, section, text }, 1)
}

const deepest = 10

interface Place {
  readonly file: ConfigFile
  readonly section: string
  readonly text: string
}

function replaced(place: Place, depth: number): string {
  if (!place.text.includes('%')) return place.text
  if (depth > deepest) throw new InterpolationError('references that end within ten levels')
  return place.text.replace(/%(%|\(([^)]+)\)s)?/g, (whole: string, found?: string, name?: string) => {
    if (name !== undefined) return replaced({ ...place, text: referred(place, name) }, depth + 1)
    if (found === '%') return '%'
    throw new InterpolationError(`each literal ${whole} to be written as %% (it is not the start of %(key)s)`)
  })
}

function referred({ file, section }: Place, name: string): string {
  const value = fileValue(file, section, name.toLowerCase())
  if (value) return value.text
  throw new InterpolationError(`%(${name})s to name a key of [${section}], or its % to be written as %%`)
}
