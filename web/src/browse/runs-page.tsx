import { useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { runsQuery } from '../api/dag-runs.ts'
import { Empty } from '../shell/notice.tsx'
import { Paging } from '../shell/paging.tsx'
import { stateClass } from '../states/states.ts'
import { RunsTable } from './runs-table.tsx'

const STATES = ['queued', 'running', 'success', 'failed'] as const
const PAGE_SIZE = 50

/** The runs of all DAGs, the newest first. */
export const RunsPage = () => <Runs dagId={null} />

/** The runs of one DAG, the newest first. */
export function DagRunsPage() {
  const { dagId } = useParams({ from: '/dags/$dagId' })
  return <Runs key={dagId} dagId={dagId} />
}

function Runs({ dagId }: { readonly dagId: string | null }) {
  const { t } = useTranslation()
  const [state, setState] = useState<string | null>(null)
  const [offset, setOffset] = useState(0)
  const { data } = useSuspenseQuery(runsQuery({ dagId, state, offset, limit: PAGE_SIZE }))
  const show = (next: string | null): void => {
    setState(next)
    setOffset(0)
  }
  return (
    <>
      <StateFilter state={state} onState={show} />
      {data.dag_runs.length === 0 ? (
        <Empty>{t('app.none')}</Empty>
      ) : (
        <RunsTable runs={data.dag_runs} hasDag={dagId === null} />
      )}
      <Paging offset={offset} limit={PAGE_SIZE} total={data.total_entries} onOffset={setOffset} />
    </>
  )
}

interface StateFilterProps {
  readonly state: string | null
  readonly onState: (state: string | null) => void
}

function StateFilter({ state, onState }: StateFilterProps) {
  const { t } = useTranslation()
  return (
    <fieldset className="segments">
      <legend className="unseen">{t('run.state')}</legend>
      {[null, ...STATES].map(one => (
        <button key={one} type="button" className="segment" aria-pressed={one === state} onClick={() => onState(one)}>
          {one === null ? t('dags.all') : <StateName state={one} />}
        </button>
      ))}
    </fieldset>
  )
}

const StateName = ({ state }: { readonly state: string }) => (
  <span className="state-count">
    <span className={`state-dot ${stateClass(state)}`} />
    {state}
  </span>
)
