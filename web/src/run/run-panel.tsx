import { useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { path } from '../api/client.ts'
import { runPanelQuery } from '../api/queries.ts'
import { useMayEdit } from '../api/session.ts'
import { PanelHead } from '../dag/panel-head.tsx'
import { StateBadge } from '../states/state-badge.tsx'
import { NoteField } from './note-field.tsx'
import { RunActions } from './run-actions.tsx'
import { DatasetEvents, RunFacts } from './run-facts.tsx'

interface RunPanelProps {
  readonly dagId: string
  readonly runId: string
}

/** One run, and what can be done with it. */
export function RunPanel({ dagId, runId }: RunPanelProps) {
  const { t } = useTranslation()
  const { data: run } = useSuspenseQuery(runPanelQuery(dagId, runId))
  const mayEdit = useMayEdit(dagId)
  return (
    <aside className="panel" aria-label={t('run.title')}>
      <PanelHead title={runId} above={<span className="crumb">{t('run.title')}</span>} neighbours={run.neighbours} />
      <div className="panel-actions">
        <StateBadge state={run.state} />
        {mayEdit && <RunActions run={run} />}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div className="panel-body stack" tabIndex={0}>
        <NoteField dagId={dagId} note={run.note} address={path`/api/v1/dags/${dagId}/dagRuns/${runId}/setNote`} />
        <RunFacts run={run} />
        <DatasetEvents events={run.datasetEvents} />
        <section className="stack">
          <h3>{t('run.conf')}</h3>
          <pre className="text-block">{JSON.stringify(run.conf, null, 2)}</pre>
        </section>
      </div>
    </aside>
  )
}
