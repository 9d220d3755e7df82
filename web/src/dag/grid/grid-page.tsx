import { useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DagGrid, DagPage } from '../../../../runtime/api/ui/contract/dag.ts'
import { dagQuery, FIRST_RUNS, gridQuery } from '../../api/queries.ts'
import { Empty } from '../../shell/notice.tsx'
import { FoldButtons } from '../fold-buttons.tsx'
import { RunCount } from '../run-count.tsx'
import { SelectionPanel } from '../selection-panel.tsx'
import { useFreshStructure } from '../use-fresh-structure.ts'
import { Grid } from './grid.tsx'
import { RowFilter } from './row-filter.tsx'
import { useRows } from './use-rows.ts'

/** All tasks in the last runs, and beside them what is selected. */
export function GridPage() {
  const { dagId } = useParams({ from: '/dags/$dagId' })
  const [runs, setRuns] = useState(FIRST_RUNS)
  const { data: dag } = useSuspenseQuery(dagQuery(dagId))
  const { data: grid } = useSuspenseQuery(gridQuery(dagId, runs))
  useFreshStructure(dag, grid.hash)
  return (
    <div className="split">
      <GridView key={dagId} dag={dag} grid={grid} runs={runs} onRuns={setRuns} />
      <SelectionPanel dag={dag} />
    </div>
  )
}

interface GridViewProps {
  readonly dag: DagPage
  readonly grid: DagGrid
  readonly runs: number
  readonly onRuns: (runs: number) => void
}

function GridView({ dag, grid, runs, onRuns }: GridViewProps) {
  const { t } = useTranslation()
  const { rows, toggle, foldAll, filter, setFilter } = useRows(dag, grid.taskIds)
  return (
    <section className="grid-side" aria-label={t('dag.grid')}>
      <div className="grid-tools">
        <RowFilter filter={filter} onFilter={setFilter} />
        <RunCount runs={runs} onRuns={onRuns} />
        <FoldButtons onFold={foldAll} />
      </div>
      {grid.runs.length === 0 && <Empty>{t('dag.noRuns')}</Empty>}
      <Grid grid={grid} rows={rows} onToggle={toggle} />
    </section>
  )
}
