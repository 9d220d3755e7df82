import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type MouseEvent, useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { DagGrid } from '../../../../runtime/api/ui/contract/dag.ts'
import { type Selection, useSelection } from '../selection.ts'
import { cellStates } from './cell-states.ts'
import { GridHead } from './grid-head.tsx'
import { GridLine } from './grid-line.tsx'
import { moved } from './moves.ts'
import type { GridRow } from './rows.ts'

const ROW_PX = 26

interface GridProps {
  readonly grid: DagGrid
  readonly rows: readonly GridRow[]
  readonly onToggle: (groupId: string) => void
}

/** Only lines that can be seen are there. The arrow keys move what is selected, Space folds a group. */
export function Grid({ grid, rows, onToggle }: GridProps) {
  const { t } = useTranslation()
  const ref = useRef<HTMLDivElement>(null)
  const [selection, select] = useSelection()
  const stateAt = useMemo(() => cellStates(grid), [grid])
  const lines = useVirtualizer({
    count: rows.length,
    getScrollElement: () => ref.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  })
  useNewestInSight(ref, grid)
  const onClick = (event: MouseEvent): void => {
    const found = placeOf(event.target as Element)
    if (found !== null) select(found)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = moved(event.key, selection, { rows, runIds: grid.runs.map(run => run.runId) })
    if (next === null || event.target !== event.currentTarget) return
    event.preventDefault()
    select(next)
    lines.scrollToIndex(rows.findIndex(row => row.id === next.task))
  }
  return (
    <div
      ref={ref}
      className="grid"
      role="grid"
      aria-label={t('dag.grid')}
      aria-rowcount={rows.length + 1}
      aria-colcount={grid.runs.length + 1}
      tabIndex={0}
      onClick={onClick}
      onKeyDown={onKeyDown}
    >
      <GridHead runs={grid.runs} selection={selection} />
      <div className="grid-body" role="rowgroup" style={{ height: lines.getTotalSize() }}>
        {lines.getVirtualItems().map(({ index, start }) => (
          <GridLine
            key={(rows[index] as GridRow).id}
            row={rows[index] as GridRow}
            place={{ index, top: start }}
            {...{ grid, stateAt, selection, onToggle }}
          />
        ))}
      </div>
    </div>
  )
}

/** What a click means: cells and heads carry their run and task. */
function placeOf(target: Element): Selection | null {
  const cell = target.closest<HTMLElement>('[data-run]')
  return cell === null ? null : { run: cell.dataset['run'], task: cell.dataset['task'] }
}

/** The newest runs stand on the right. */
function useNewestInSight(ref: React.RefObject<HTMLDivElement | null>, grid: DagGrid): void {
  const newest = grid.runs.at(-1)?.runId
  useEffect(() => {
    if (newest !== undefined) ref.current?.scrollTo({ left: ref.current.scrollWidth })
  }, [ref, newest])
}
