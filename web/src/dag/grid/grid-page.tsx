import { useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DagGrid, DagPage } from '../../../../runtime/api/ui/contract/dag.ts'
import { dagQuery, gridQuery } from '../../api/queries.ts'
import { Empty } from '../../shell/notice.tsx'
import { SelectionPanel } from '../selection-panel.tsx'
import { useFolds } from '../use-folds.ts'
import { useFreshStructure } from '../use-fresh-structure.ts'
import { Grid } from './grid.tsx'
import { GridTools } from './grid-tools.tsx'
import { gridRows } from './rows.ts'
import './grid.css'

const RUNS = 25
/** A DAG with more tasks than this opens with its groups folded. */
const MANY_TASKS = 200

/** All tasks in the last runs, and beside them what is selected. */
export function GridPage() {
  const { dagId } = useParams({ from: '/dags/$dagId' })
  const [runs, setRuns] = useState(RUNS)
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
  const { folded, toggle, foldAll } = useFolds(dag, MANY_TASKS)
  const [filter, setFilter] = useState('')
  const rows = useMemo(() => {
    const all = gridRows(dag, folded, grid.taskIds)
    const wanted = filter.toLowerCase()
    return wanted === '' ? all : all.filter(row => row.id.toLowerCase().includes(wanted))
  }, [dag, grid.taskIds, folded, filter])
  return (
    <section className="grid-side" aria-label={t('dag.grid')}>
      <GridTools {...{ runs, onRuns, filter, onFilter: setFilter, onFold: foldAll }} />
      {grid.runs.length === 0 && <Empty>{t('dag.noRuns')}</Empty>}
      <Grid grid={grid} rows={rows} onToggle={toggle} />
    </section>
  )
}
