import { PAGE_FIELDS } from '../../input/paging.ts'

export const TEXT_FIELD = { type: 'string' } as const
const TIME_FIELD = { type: 'string', format: 'date-time' } as const

/** What every list of section Browse is asked with. `search` is looked for in several columns; both times are inclusive. */
export const LIST_FIELDS = {
  ...PAGE_FIELDS,
  order_by: TEXT_FIELD,
  search: TEXT_FIELD,
  from: TIME_FIELD,
  to: TIME_FIELD,
} as const

/** `undefined` stands for all; a single id for itself. */
export const idsOf = (id: string | undefined): readonly string[] | undefined => (id === undefined ? undefined : [id])
