import type { Filter } from '../protocol.ts'
import { MARKUP_FILTERS } from './markup-filters.ts'
import { NUMBER_FILTERS } from './number-filters.ts'
import { SELECTION_FILTERS } from './selection-filters.ts'
import { SEQUENCE_FILTERS } from './sequence-filters.ts'
import { TEXT_FILTERS } from './text-filters.ts'

/** Jinja2's own filters, but for random, urlize and xmlattr. */
export const FILTERS: ReadonlyMap<string, Filter> = new Map(
  [TEXT_FILTERS, NUMBER_FILTERS, MARKUP_FILTERS, SEQUENCE_FILTERS, SELECTION_FILTERS].flatMap(Object.entries),
)
