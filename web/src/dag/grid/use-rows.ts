import { useMemo, useState } from 'react'
import type { DagPage } from '../../../../runtime/api/ui/contract/dag.ts'
import { useFolds } from '../use-folds.ts'
import { type GridRow, gridRows } from './rows.ts'

interface Rows {
  readonly rows: readonly GridRow[]
  readonly toggle: (groupId: string) => void
  /** Folds or unfolds all groups; null where there are none. */
  readonly foldAll: ((isFolded: boolean) => void) | null
  readonly filter: string
  readonly setFilter: (filter: string) => void
}

/** A DAG with more tasks than this opens with its groups folded. */
const MANY_TASKS = 200

/** The lines that a view shows, as its user folds and narrows them. */
export function useRows(dag: DagPage, knownTaskIds: readonly string[]): Rows {
  const { folded, toggle, foldAll } = useFolds(dag, MANY_TASKS)
  const [filter, setFilter] = useState('')
  const rows = useMemo(() => {
    const all = gridRows(dag, folded, knownTaskIds)
    const wanted = filter.toLowerCase()
    return wanted === '' ? all : all.filter(row => row.id.toLowerCase().includes(wanted))
  }, [dag, knownTaskIds, folded, filter])
  return { rows, toggle, foldAll, filter, setFilter }
}
