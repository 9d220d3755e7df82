import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { DagGrid, DagPage } from '../../../../runtime/api/ui/contract/dag.ts'
import { dagQuery, FIRST_RUNS, ganttQuery, gridQuery } from '../../api/queries.ts'
import { Empty, Failure, Loading } from '../../shell/notice.tsx'
import { FoldButtons } from '../fold-buttons.tsx'
import { RowFilter } from '../grid/row-filter.tsx'
import type { GridRow } from '../grid/rows.ts'
import { useRows } from '../grid/use-rows.ts'
import { RunChoice } from '../run-choice.tsx'
import { useSelection } from '../selection.ts'
import { SelectionPanel } from '../selection-panel.tsx'
import { useFreshStructure } from '../use-fresh-structure.ts'
import { GanttChart } from './gantt-chart.tsx'

/** When the tasks of one run waited and ran. */
export function GanttPage() {
  const { dagId } = useParams({ from: '/dags/$dagId' })
  const { data: dag } = useSuspenseQuery(dagQuery(dagId))
  const { data: grid } = useSuspenseQuery(gridQuery(dagId, FIRST_RUNS))
  useFreshStructure(dag, grid.hash)
  return (
    <div className="split">
      <GanttView key={dagId} dag={dag} grid={grid} />
      <SelectionPanel dag={dag} />
    </div>
  )
}

function GanttView({ dag, grid }: { readonly dag: DagPage; readonly grid: DagGrid }) {
  const { t } = useTranslation()
  const [{ run, task }, select] = useSelection()
  const { rows, toggle, foldAll, filter, setFilter } = useRows(dag, grid.taskIds)
  const shown = run ?? grid.runs.at(-1)?.runId
  return (
    <section className="grid-side" aria-label={t('dag.gantt')}>
      <div className="grid-tools">
        <RowFilter filter={filter} onFilter={setFilter} />
        <RunChoice runs={grid.runs} run={shown} onRun={next => select({ run: next, task })} />
        <FoldButtons onFold={foldAll} />
      </div>
      {shown === undefined ? (
        <Empty>{t('dag.noRuns')}</Empty>
      ) : (
        <Gantt {...{ dagId: dag.dagId, runId: shown, grid, rows, onToggle: toggle }} />
      )}
    </section>
  )
}

interface GanttProps {
  readonly dagId: string
  readonly runId: string
  readonly grid: DagGrid
  readonly rows: readonly GridRow[]
  readonly onToggle: (groupId: string) => void
}

function Gantt({ dagId, runId, grid, rows, onToggle }: GanttProps) {
  const { data: gantt, error, refetch } = useQuery(ganttQuery(dagId, runId))
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} />
  if (gantt === undefined) return <Loading />
  return <GanttChart {...{ gantt, rows, onToggle }} runIds={grid.runs.map(one => one.runId)} />
}
