import { useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { RunLine } from '../../../../runtime/api/ui/contract/browse.ts'
import { useEditableDags, useMay } from '../../api/session.ts'
import { FilterBar, type FilterSpec } from '../../list/filter-bar.tsx'
import { ListEnd } from '../../list/list-end.tsx'
import { useListQuery } from '../../list/list-search.ts'
import { useRowSelection } from '../../list/use-row-selection.ts'
import { RUN_FILTERS, runListQuery } from './run-list.ts'
import { RunSelectionBar } from './run-selection-bar.tsx'
import { RunsTable } from './runs-table.tsx'

const SEARCH: FilterSpec = { name: 'search', kind: 'text', label: 'list.search' }
const STATES: FilterSpec = { name: 'state', kind: 'states', options: ['queued', 'running', 'success', 'failed'] }
const TYPE: FilterSpec = {
  name: 'type',
  kind: 'choice',
  label: 'run.type',
  options: ['scheduled', 'manual', 'backfill', 'dataset_triggered'],
}
const DATES: readonly FilterSpec[] = [
  { name: 'from', kind: 'time', label: 'runs.from' },
  { name: 'to', kind: 'time', label: 'list.to' },
]
const OF_ALL_DAGS: readonly FilterSpec[] = [SEARCH, { name: 'dag', kind: 'text', label: 'dags.name' }, STATES, TYPE]
const OF_ONE_DAG: readonly FilterSpec[] = [SEARCH, STATES, TYPE]

/** The runs of all DAGs, the newest first unless ordered otherwise. */
export const RunsPage = () => <Runs dagId={null} />

/** The runs of one DAG. */
export function DagRunsPage() {
  const { dagId } = useParams({ from: '/dags/$dagId' })
  return <Runs key={dagId} dagId={dagId} />
}

function Runs({ dagId }: { readonly dagId: string | null }) {
  const query = useListQuery(RUN_FILTERS)
  const { data } = useSuspenseQuery(runListQuery(dagId, query))
  const mayEditRuns = useMay('can_edit', 'DAG Runs')
  const mayEditDag = useEditableDags()
  const mayEdit = ({ dagId: ofDag }: RunLine): boolean => mayEditRuns && mayEditDag(ofDag)
  const selection = useRowSelection(data.runs.filter(mayEdit), run => `${run.dagId}\0${run.runId}`)
  return (
    <>
      <FilterBar main={dagId === null ? OF_ALL_DAGS : OF_ONE_DAG} more={DATES} />
      {data.runs.length > 0 && (
        <RunsTable runs={data.runs} hasDag={dagId === null} selection={selection} mayEdit={mayEdit} />
      )}
      <RunSelectionBar selection={selection} />
      <ListEnd total={data.total} />
    </>
  )
}
