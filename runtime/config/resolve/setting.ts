import type { Source } from '../config.ts'
import { ConfigSecretError, ConfigValueError, type ValueProblem } from '../errors.ts'
import type { NamedOption } from '../options/table.ts'
import { type Candidate, candidates, defaultCandidate, type Sources } from './candidates.ts'
import { EndlessExpansion, expandVariables } from './expand-variables.ts'
import { InterpolationError, interpolated } from './interpolation.ts'
import { typedValue, type Value } from './typed-value.ts'

/** What fetches a value that only its command or the secrets backend knows; null when there is none. */
export interface Fetchers {
  command(commandLine: string, origin: string): string
  secret(name: string, origin: string): string | null
}

export interface Resolved {
  readonly text: string
  readonly value: Value
  readonly source: Source
  /** File and line, the variable, or `default`. */
  readonly origin: string
}

/** One option and the way to its value. */
export interface Setting {
  readonly named: NamedOption
  /** The place that wins, as far as that is known without running a command; null for the default. */
  readonly winner: Candidate | null
  /** Whether a command or the secrets backend has to be asked. */
  readonly isDeferred: boolean
  /** Throws ConfigValueError, and for deferred ones what fetching may throw. */
  resolve(): Resolved
}

export function settingOf(named: NamedOption, sources: Sources, fetchers: Fetchers): Setting {
  const found = candidates(named, sources)
  const winner = found[0] ?? null
  let resolved: Resolved | undefined
  let isResolving = false
  const resolve = () => {
    // The settings of the secrets backend cannot be asked of that backend.
    if (isResolving) throw new ConfigSecretError({ origin: found[0]?.origin ?? '', reason: asksForItself })
    isResolving = true
    try {
      return resolvedBy(found, { named, sources, fetchers })
    } finally {
      isResolving = false
    }
  }
  return {
    named,
    winner,
    isDeferred: winner !== null && isFetched(winner.source),
    resolve: () => (resolved ??= resolve()),
  }
}

const asksForItself = 'the backend takes this very value to be asked. Write the value instead'

const isFetched = (source: Source): boolean => source.endsWith('_cmd') || source.endsWith('_secret')

function resolvedBy(found: readonly Candidate[], surrounding: Surrounding): Resolved {
  for (const candidate of found) {
    const text = textOf(candidate, surrounding)
    if (text !== null) return checked(surrounding.named, candidate, text)
  }
  const initial = defaultCandidate(surrounding.named, surrounding.sources)
  return checked(surrounding.named, initial, initial.text)
}

interface Surrounding {
  readonly named: NamedOption
  readonly sources: Sources
  readonly fetchers: Fetchers
}

function textOf(candidate: Candidate, { named, sources, fetchers }: Surrounding): string | null {
  switch (candidate.source) {
    case 'env_cmd':
      return fetchers.command(candidate.text, candidate.origin)
    case 'file_cmd':
      // Airflow: an empty answer counts as not set here, but not when the command stands in a variable.
      return fetchers.command(plainText(named, candidate, sources), candidate.origin) || null
    case 'env_secret':
      return fetchers.secret(candidate.text, candidate.origin)
    case 'file_secret':
      return fetchers.secret(plainText(named, candidate, sources), candidate.origin)
    default:
      return plainText(named, candidate, sources)
  }
}

/** The raw text, interpolated where it stood in the file, with its variables expanded. */
function plainText(named: NamedOption, candidate: Candidate, sources: Sources): string {
  const isFromFile = candidate.source.startsWith('file')
  try {
    const text = isFromFile ? interpolated(sources.file, candidate.place.section, candidate.text) : candidate.text
    return named.option.isTemplate ? text : expandVariables(text, sources.surroundings)
  } catch (cause) {
    if (!(cause instanceof InterpolationError || cause instanceof EndlessExpansion)) throw cause
    throw new ConfigValueError([problem(named, candidate, { text: candidate.text, expected: cause.message })], {
      cause,
    })
  }
}

function checked(named: NamedOption, candidate: Candidate, text: string): Resolved {
  const reading = typedValue(named.option, text)
  if ('value' in reading) {
    const { source, origin } = candidate
    return { text, value: reading.value, source, origin }
  }
  throw new ConfigValueError([problem(named, candidate, { text, expected: reading.expected })])
}

function problem(
  { option }: NamedOption,
  { origin, place }: Candidate,
  { text, expected }: { text: string; expected: string },
): ValueProblem {
  const got = option.isSensitive ? '***' : JSON.stringify(text)
  return { origin, section: place.section, key: place.key, got, expected }
}
