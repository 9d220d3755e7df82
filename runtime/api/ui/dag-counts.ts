import { countDags, type DagFilter } from '../../db/dag-list.ts'
import type { Db } from '../../db/tables.ts'
import type { DagCounts } from './contract/dag-list.ts'

/** Of active DAGs that the user may read; undefined stands for all. */
export async function dagCounts(db: Db, dagIds: readonly string[] | undefined): Promise<DagCounts> {
  const count = (filter: Partial<DagFilter>): Promise<number> => countDags(db, { onlyActive: true, dagIds, ...filter })
  const [all, paused] = [await count({}), await count({ isPaused: true })]
  return {
    all,
    paused,
    unpaused: all - paused,
    running: await count({ runs: 'running' }),
    failed: await count({ runs: 'failed' }),
  }
}
