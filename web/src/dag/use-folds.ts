import { useCallback, useState } from 'react'
import type { DagPage } from '../../../runtime/api/ui/contract/dag.ts'

interface Folds {
  /** Ids of groups. */
  readonly folded: ReadonlySet<string>
  readonly toggle: (groupId: string) => void
  /** Folds or unfolds all groups; null where there are none. */
  readonly foldAll: ((isFolded: boolean) => void) | null
}

/** Which groups a page shows folded: at first none, or all in a DAG with more tasks than `manyTasks`. */
export function useFolds({ tasks, groups }: DagPage, manyTasks: number): Folds {
  const all = (isFolded: boolean): ReadonlySet<string> => new Set(isFolded ? groups.map(group => group.groupId) : [])
  const [folded, setFolded] = useState(() => all(tasks.length > manyTasks))
  const toggle = useCallback(
    (groupId: string) => setFolded(before => before.symmetricDifference(new Set([groupId]))),
    [],
  )
  return {
    folded,
    toggle,
    foldAll: groups.length === 0 ? null : isFolded => setFolded(all(isFolded)),
  }
}
