import { useState } from 'react'

/** Which rows of a table are chosen. Only rows that are shown count: nobody changes what they do not see. */
export interface RowSelection<Row> {
  readonly rows: readonly Row[]
  readonly has: (row: Row) => boolean
  readonly toggle: (row: Row) => void
  readonly isAll: boolean
  readonly toggleAll: () => void
  readonly clear: () => void
}

/** @param selectable the shown rows that the user may change */
export function useRowSelection<Row>(selectable: readonly Row[], keyOf: (row: Row) => string): RowSelection<Row> {
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set())
  const rows = selectable.filter(row => keys.has(keyOf(row)))
  const isAll = rows.length > 0 && rows.length === selectable.length
  return {
    rows,
    has: row => keys.has(keyOf(row)),
    toggle: row => setKeys(before => before.symmetricDifference(new Set([keyOf(row)]))),
    isAll,
    toggleAll: () => setKeys(new Set(isAll ? [] : selectable.map(keyOf))),
    clear: () => setKeys(new Set()),
  }
}
