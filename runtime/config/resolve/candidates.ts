import type { Source } from '../config.ts'
import { type ConfigFile, fileValue } from '../config-parser.ts'
import type { NamedOption, Place } from '../options/table.ts'
import type { Surroundings } from './expand-variables.ts'

/** All that a value may come from. */
export interface Sources {
  readonly home: string
  readonly file: ConfigFile
  /** The variables that begin with AIRFLOW__. */
  readonly variables: ReadonlyMap<string, string>
  readonly surroundings: Surroundings
}

/** One place that sets an option. `text` is a raw value, a command line, or the name of a secret. */
export interface Candidate {
  readonly source: Source
  readonly text: string
  /** File and line, or the variable. */
  readonly origin: string
  readonly place: Place
}

/** The places that set an option, the winner first; none when it has its default. */
export function candidates({ places, option }: NamedOption, sources: Sources): readonly Candidate[] {
  const spots = option.isSensitive ? sensitiveSpots : plainSpots
  // Most options are set nowhere: this runs for each of them at every start, so it makes nothing until it finds something.
  const found: Candidate[] = []
  if (sources.variables.size > 0) {
    for (const place of places) for (const spot of spots.variables) addVariable(found, { place, ...spot }, sources)
  }
  for (const spot of spots.file) for (const place of places) addFileValue(found, { place, ...spot }, sources)
  return found
}

export function defaultCandidate({ option, places }: NamedOption, { home }: Sources): Candidate {
  const text = option.default.replaceAll('{AIRFLOW_HOME}', home)
  return { source: 'default', text, origin: 'default', place: places[0] as Place }
}

interface Spot {
  readonly suffix: string
  readonly source: Source
}

const plainSpots: Spots = { variables: [{ suffix: '', source: 'env' }], file: [{ suffix: '', source: 'file' }] }

const sensitiveSpots: Spots = {
  variables: [
    ...plainSpots.variables,
    { suffix: '_CMD', source: 'env_cmd' },
    { suffix: '_SECRET', source: 'env_secret' },
  ],
  file: [...plainSpots.file, { suffix: '_cmd', source: 'file_cmd' }, { suffix: '_secret', source: 'file_secret' }],
}

interface Spots {
  readonly variables: readonly Spot[]
  readonly file: readonly Spot[]
}

type PlacedSpot = Spot & { readonly place: Place }

function addVariable(found: Candidate[], { place, suffix, source }: PlacedSpot, { variables }: Sources): void {
  const name = place.variable + suffix
  const text = variables.get(name)
  if (text !== undefined) found.push({ source, text, origin: name, place })
}

function addFileValue(found: Candidate[], { place, suffix, source }: PlacedSpot, { file }: Sources): void {
  const value = fileValue(file, place.section, place.key + suffix)
  if (value) found.push({ source, text: value.text, origin: `${file.file}:${value.line}`, place })
}
