import { SlipstreamError } from '../model/errors.ts'
import { type Place, TemplateError } from './errors.ts'

/** What asynchronous lookups have given so far, by their keys. */
export type LookupCache = Map<string, unknown>

const DEFAULT_MAX_ROUNDS = 100

/** Thrown by a host function whose value has to be loaded first; the rendering is then done again. */
export class Pending extends Error {
  override readonly name = 'Pending'
  readonly key: string
  readonly load: () => Promise<unknown>
  place: Place | null = null

  constructor(key: string, load: () => Promise<unknown>) {
    super(`"${key}" has to be loaded first: render with renderTemplateAsync`)
    this.key = key
    this.load = load
  }
}

/** For host functions: the loaded value, or Pending. The key must name the lookup with all that decides its result. */
export function asyncLookup(cache: LookupCache, key: string, load: () => Promise<unknown>): unknown {
  if (!cache.has(key)) throw new Pending(key, load)
  return cache.get(key)
}

export interface Rounds {
  readonly lookups: LookupCache
  /** How many lookups one rendering may wait for, one after another; 100 when absent. */
  readonly maxRounds?: number
}

/** Renders, loads what is pending, and renders again, until nothing is pending. */
export async function settle<T>(render: () => T, { lookups, maxRounds = DEFAULT_MAX_ROUNDS }: Rounds): Promise<T> {
  for (let round = 0; ; round += 1) {
    try {
      return render()
    } catch (error) {
      if (!(error instanceof Pending)) throw error
      if (round >= maxRounds) throw located(new TemplateError(tooMany(maxRounds), { cause: error }), error)
      await load(error, lookups)
    }
  }
}

const tooMany = (maxRounds: number): string =>
  `The template needs more than ${maxRounds} lookups: read several values with one call`

async function load(pending: Pending, lookups: LookupCache): Promise<void> {
  if (lookups.has(pending.key)) {
    throw new Error(`The lookup "${pending.key}" ignores the cache that renderTemplateAsync was given`, {
      cause: pending,
    })
  }
  try {
    lookups.set(pending.key, await pending.load())
  } catch (error) {
    if (error instanceof TemplateError || !(error instanceof SlipstreamError)) throw error
    throw located(new TemplateError(error.message, { cause: error }), pending)
  }
}

const located = (error: TemplateError, { place }: Pending): TemplateError =>
  place === null ? error : error.locate(place)
