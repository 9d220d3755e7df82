import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { DagGrid } from '../../../../runtime/api/ui/contract/dag.ts'
import { useSelection } from '../selection.ts'
import { cellStates } from './cell-states.ts'
import { GridFrame } from './grid-frame.tsx'
import { GridHead } from './grid-head.tsx'
import { GridLine } from './grid-line.tsx'
import type { GridRow } from './rows.ts'

interface GridProps {
  readonly grid: DagGrid
  readonly rows: readonly GridRow[]
  readonly onToggle: (groupId: string) => void
}

/** A square for each task in each run. */
export function Grid({ grid, rows, onToggle }: GridProps) {
  const { t } = useTranslation()
  const [selection] = useSelection()
  const stateAt = useMemo(() => cellStates(grid), [grid])
  const runIds = useMemo(() => grid.runs.map(run => run.runId), [grid])
  return (
    <GridFrame
      label={t('dag.grid')}
      rows={rows}
      runIds={runIds}
      columns={runIds.length + 1}
      head={<GridHead runs={grid.runs} selection={selection} />}
      line={row => (
        <GridLine
          {...{ row, grid, stateAt, onToggle }}
          selectedRun={selection.run}
          isSelected={selection.task === row.id}
        />
      )}
    />
  )
}
