import { Link } from '@tanstack/react-router'
import { Play, TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { DagLine } from '../../../runtime/api/ui/contract/dag-list.ts'
import { useMayEdit } from '../api/session.ts'
import { SortHead } from '../shell/sort-head.tsx'
import { StateCounts } from '../states/state-badge.tsx'
import { RelativeTime } from '../time/time.tsx'
import { type Sort, useFilter } from './dag-filter.ts'
import { PauseSwitch } from './pause-switch.tsx'
import { RunBars } from './run-bars.tsx'

interface DagTableProps {
  readonly dags: readonly DagLine[]
  readonly onTrigger: (dag: DagLine) => void
}

export function DagTable({ dags, onTrigger }: DagTableProps) {
  const { t } = useTranslation()
  const [{ sort = 'dag_id' }, change] = useFilter()
  const sorting = { sort, onSort: (next: string) => change({ sort: next as Sort }) }
  return (
    <div className="table-frame">
      <table className="table dag-table">
        <thead>
          <tr>
            <th className="narrow">
              <span className="unseen">{t('dags.active')}</span>
            </th>
            <SortHead label={t('dags.name')} by="dag_id" {...sorting} />
            <th>{t('dags.schedule')}</th>
            <SortHead label={t('dags.nextRun')} by="next_dagrun" {...sorting} />
            <th>{t('dags.lastRun')}</th>
            <th>{t('dags.runs')}</th>
            <th>{t('dags.tasks')}</th>
            <th className="narrow">
              <span className="unseen">{t('dags.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {dags.map(dag => (
            <DagRow key={dag.dagId} dag={dag} onTrigger={onTrigger} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function DagRow({ dag, onTrigger }: { readonly dag: DagLine; readonly onTrigger: (dag: DagLine) => void }) {
  const { t } = useTranslation()
  const mayEdit = useMayEdit(dag.dagId)
  const last = dag.runs.at(-1)
  return (
    <tr className={dag.isPaused ? 'paused' : undefined}>
      <td>
        <PauseSwitch dagId={dag.dagId} isPaused={dag.isPaused} />
      </td>
      <td className="dag-name">
        <DagName dag={dag} />
      </td>
      <td className="dag-schedule">{dag.schedule ?? <span className="soft">–</span>}</td>
      <td className="dag-next number">
        <RelativeTime ms={dag.isPaused ? null : dag.nextRunMs} />
      </td>
      <td className="dag-last number">
        <RelativeTime ms={last?.startMs ?? last?.logicalDateMs ?? null} />
      </td>
      <td className="dag-runs">
        <RunBars dagId={dag.dagId} runs={dag.runs} />
      </td>
      <td className="dag-tasks">
        <StateCounts counts={dag.tasks} />
      </td>
      <td className="dag-actions">
        {mayEdit && (
          <button
            type="button"
            className="icon-button"
            aria-label={t('dags.triggerDag', { dagId: dag.displayName })}
            title={t('dags.trigger')}
            onClick={() => onTrigger(dag)}
          >
            <Play size={16} aria-hidden />
          </button>
        )}
      </td>
    </tr>
  )
}

function DagName({ dag }: { readonly dag: DagLine }) {
  const { t } = useTranslation()
  return (
    <>
      <span className="dag-title">
        <Link to="/dags/$dagId" params={{ dagId: dag.dagId }} title={dag.description ?? undefined}>
          {dag.displayName}
        </Link>
        {dag.hasImportErrors && <TriangleAlert size={14} className="broken" role="img" aria-label={t('dags.broken')} />}
      </span>
      <span className="dag-labels">
        {dag.tags.map(tag => (
          <span key={tag} className="tag">
            {tag}
          </span>
        ))}
        <span className="soft dag-owner">{dag.owners.join(', ')}</span>
      </span>
    </>
  )
}
