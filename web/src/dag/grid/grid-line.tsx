import { memo } from 'react'
import type { DagGrid } from '../../../../runtime/api/ui/contract/dag.ts'
import { stateClass } from '../../states/states.ts'
import type { StateAt } from './cell-states.ts'
import { RowName } from './row-name.tsx'
import type { GridRow } from './rows.ts'

interface GridLineProps {
  readonly row: GridRow
  readonly grid: DagGrid
  readonly stateAt: StateAt
  readonly selectedRun: string | undefined
  readonly isSelected: boolean
  readonly onToggle: (groupId: string) => void
}

/** A task, or a group, in all runs. Drawn again only when something of it has changed, not while one scrolls. */
export const GridLine = memo(({ row, grid, stateAt, selectedRun, isSelected, onToggle }: GridLineProps) => (
  <>
    <RowName row={row} onToggle={onToggle} />
    {grid.runs.map(({ runId }, index) => {
      const state = stateAt(row.taskIds, index)
      return (
        <div
          key={runId}
          className={`grid-cell ${stateClass(state)}`}
          role="gridcell"
          aria-colindex={index + 2}
          aria-selected={isSelected && selectedRun === runId}
          aria-label={`${row.id}, ${runId}: ${state ?? '-'}`}
          title={state === null ? undefined : `${row.id}: ${state}`}
          data-run={runId}
          data-task={row.id}
          data-selected={selectedRun === runId || undefined}
        >
          {state !== null && <span className={row.isGroup ? 'grid-square of-group' : 'grid-square'} />}
        </div>
      )
    })}
  </>
))
