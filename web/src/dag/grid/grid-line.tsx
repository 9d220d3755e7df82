import { memo } from 'react'
import { useTranslation } from 'react-i18next'
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
export const GridLine = memo(({ row, grid, stateAt, selectedRun, isSelected, onToggle }: GridLineProps) => {
  const { t } = useTranslation()
  return (
    <>
      <RowName row={row} onToggle={onToggle} />
      {grid.runs.map(({ runId, notedTaskIds }, index) => {
        const state = stateAt(row.taskIds, index)
        const hasNote = !row.isGroup && notedTaskIds.includes(row.id)
        const says = `${state ?? '-'}${hasNote ? `, ${t('note.has')}` : ''}`
        return (
          <div
            key={runId}
            className={`grid-cell ${stateClass(state)}`}
            role="gridcell"
            aria-colindex={index + 2}
            aria-selected={isSelected && selectedRun === runId}
            aria-label={`${row.id}, ${runId}: ${says}`}
            title={state === null ? undefined : `${row.id}: ${says}`}
            data-run={runId}
            data-task={row.id}
            data-selected={selectedRun === runId || undefined}
          >
            {state !== null && <span className={row.isGroup ? 'grid-square of-group' : 'grid-square'} />}
            {hasNote && <span className="note-mark" />}
          </div>
        )
      })}
    </>
  )
})
