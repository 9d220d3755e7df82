import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { type DagRun, msOf } from '../api/dag-runs.ts'
import { StateBadge } from '../states/state-badge.tsx'
import { DateTime, Duration } from '../time/time.tsx'

interface RunsTableProps {
  readonly runs: readonly DagRun[]
  /** Whether they are runs of several DAGs. */
  readonly hasDag: boolean
}

/** Runs, one a line. */
export function RunsTable({ runs, hasDag }: RunsTableProps) {
  const { t } = useTranslation()
  return (
    <div className="table-frame">
      <table className="table">
        <thead>
          <tr>
            <th>{t('run.state')}</th>
            {hasDag && <th>{t('dags.name')}</th>}
            <th>{t('run.title')}</th>
            <th>{t('run.type')}</th>
            <th>{t('run.logicalDate')}</th>
            <th>{t('run.start')}</th>
            <th>{t('run.duration')}</th>
          </tr>
        </thead>
        <tbody>
          {runs.map(run => (
            <RunRow key={`${run.dag_id} ${run.dag_run_id}`} run={run} hasDag={hasDag} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function RunRow({ run, hasDag }: { readonly run: DagRun; readonly hasDag: boolean }) {
  const params = { dagId: run.dag_id }
  return (
    <tr>
      <td>
        <StateBadge state={run.state} />
      </td>
      {hasDag && (
        <td>
          <Link to="/dags/$dagId" params={params}>
            {run.dag_id}
          </Link>
        </td>
      )}
      <td>
        <Link to="/dags/$dagId" params={params} search={{ run: run.dag_run_id }}>
          {run.dag_run_id}
        </Link>
      </td>
      <td className="soft">{run.run_type}</td>
      <td className="number">
        <DateTime ms={msOf(run.logical_date)} />
      </td>
      <td className="number">
        <DateTime ms={msOf(run.start_date)} />
      </td>
      <td>
        <Duration startMs={msOf(run.start_date)} endMs={msOf(run.end_date)} />
      </td>
    </tr>
  )
}
