import type { OrderBy, Page } from '../../db/page.ts'

/** For lists that are small enough to be read as a whole. */
export function inOrder<Column extends string, Row extends Readonly<Record<Column, string | number | boolean | null>>>(
  rows: readonly Row[],
  { column, isDescending }: OrderBy<Column>,
): Row[] {
  const sign = isDescending ? -1 : 1
  return rows.toSorted((a, b) => sign * compare(a[column], b[column]))
}

export const pageOfRows = <Row>(rows: readonly Row[], { limit, offset }: Page): Row[] =>
  rows.slice(offset, offset + limit)

function compare(a: string | number | boolean | null, b: string | number | boolean | null): number {
  if (a === b) return 0
  return (a ?? '') < (b ?? '') ? -1 : 1
}
