const bound = (what: string, which: string) =>
  ({ type: 'string', format: 'date-time', description: `${what}, ${which} bound (inclusive).` }) as const

/** Query parameters (and fields of the batch bodies) that bound dates. */
export const RANGE_FIELDS = {
  execution_date_gte: bound('Logical date', 'lower'),
  execution_date_lte: bound('Logical date', 'upper'),
  start_date_gte: bound('Start date', 'lower'),
  start_date_lte: bound('Start date', 'upper'),
  end_date_gte: bound('End date', 'lower'),
  end_date_lte: bound('End date', 'upper'),
  updated_at_gte: bound('Time of the last change', 'lower'),
  updated_at_lte: bound('Time of the last change', 'upper'),
} as const

type Bounds = { readonly [K in keyof typeof RANGE_FIELDS]?: number | undefined }

export const rangesOf = (bounds: Bounds) => ({
  logicalDate: { fromMs: bounds.execution_date_gte, toMs: bounds.execution_date_lte },
  startDate: { fromMs: bounds.start_date_gte, toMs: bounds.start_date_lte },
  endDate: { fromMs: bounds.end_date_gte, toMs: bounds.end_date_lte },
  updatedAt: { fromMs: bounds.updated_at_gte, toMs: bounds.updated_at_lte },
})

/** `~` in a path stands for all. */
export const unlessAll = (id: string): readonly string[] | undefined => (id === '~' ? undefined : [id])
