import { ChevronDown, ChevronRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { DagGrid } from '../../../../runtime/api/ui/contract/dag.ts'
import { stateClass } from '../../states/states.ts'
import type { Selection } from '../selection.ts'
import type { StateAt } from './cell-states.ts'
import type { GridRow } from './rows.ts'

interface GridLineProps {
  readonly row: GridRow
  readonly grid: DagGrid
  readonly stateAt: StateAt
  readonly selection: Selection
  readonly place: { readonly index: number; readonly top: number }
  readonly onToggle: (groupId: string) => void
}

/** A task, or a group, in all runs. */
export function GridLine({ row, grid, stateAt, selection, place, onToggle }: GridLineProps) {
  const isOfSelection = selection.task === row.id
  return (
    <div
      className="grid-row grid-line"
      role="row"
      aria-rowindex={place.index + 2}
      data-selected={isOfSelection || undefined}
      style={{ transform: `translateY(${place.top}px)` }}
    >
      <div className="grid-name" role="rowheader" style={{ paddingLeft: 8 + row.depth * 14 }} title={row.id}>
        {row.isGroup ? <FoldButton row={row} onToggle={onToggle} /> : <span className="grid-label">{row.label}</span>}
      </div>
      {grid.runs.map(({ runId }, index) => {
        const state = stateAt(row.taskIds, index)
        const isSelected = isOfSelection && selection.run === runId
        return (
          <div
            key={runId}
            className={`grid-cell ${stateClass(state)}`}
            role="gridcell"
            aria-colindex={index + 2}
            aria-selected={isSelected}
            aria-label={`${row.id}, ${runId}: ${state ?? '-'}`}
            title={state === null ? undefined : `${row.id}: ${state}`}
            data-run={runId}
            data-task={row.id}
            data-selected={selection.run === runId || undefined}
          >
            {state !== null && <span className={row.isGroup ? 'grid-square of-group' : 'grid-square'} />}
          </div>
        )
      })}
    </div>
  )
}

function FoldButton({ row, onToggle }: { readonly row: GridRow; readonly onToggle: (groupId: string) => void }) {
  const { t } = useTranslation()
  const Arrow = row.isFolded ? ChevronRight : ChevronDown
  return (
    <button
      type="button"
      className="grid-fold"
      aria-expanded={!row.isFolded}
      title={t('dag.foldGroup', { group: row.id })}
      onClick={() => onToggle(row.id)}
    >
      <Arrow size={14} aria-hidden />
      <span className="grid-label">{row.label}</span>
      <span className="soft number">{row.taskIds.length}</span>
    </button>
  )
}
