import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { path, send } from '../api/client.ts'
import { type DagRun, msOf, runQuery } from '../api/dag-runs.ts'
import { useMayEdit } from '../api/session.ts'
import { PanelHead } from '../dag/panel-head.tsx'
import { useSelection } from '../dag/selection.ts'
import { Failure } from '../shell/notice.tsx'
import { StateBadge } from '../states/state-badge.tsx'
import { DateTime, Duration } from '../time/time.tsx'
import { ChangeDialog } from './change-dialog.tsx'
import { clearRun } from './changes.ts'
import { MarkMenu } from './mark-menu.tsx'

interface RunPanelProps {
  readonly dagId: string
  readonly runId: string
}

/** One run, and what can be done with it. */
export function RunPanel({ dagId, runId }: RunPanelProps) {
  const { t } = useTranslation()
  const { data: run } = useSuspenseQuery(runQuery(dagId, runId))
  const mayEdit = useMayEdit(dagId)
  return (
    <aside className="panel" aria-label={t('run.title')}>
      <PanelHead title={runId} above={<span className="crumb">{t('run.title')}</span>} />
      <div className="panel-actions">
        <StateBadge state={run.state} />
        {mayEdit && <RunActions dagId={dagId} runId={runId} />}
      </div>
      <div className="panel-body stack">
        <RunFacts run={run} />
        {run.note !== null && (
          <section className="stack">
            <h3>{t('run.note')}</h3>
            <p>{run.note}</p>
          </section>
        )}
        <section className="stack">
          <h3>{t('run.conf')}</h3>
          <pre className="text-block">{JSON.stringify(run.conf, null, 2)}</pre>
        </section>
      </div>
    </aside>
  )
}

function RunFacts({ run }: { readonly run: DagRun }) {
  const { t } = useTranslation()
  return (
    <dl className="facts">
      <dt>{t('run.logicalDate')}</dt>
      <dd className="number">
        <DateTime ms={msOf(run.logical_date)} />
      </dd>
      <dt>{t('run.type')}</dt>
      <dd>{run.run_type}</dd>
      <dt>{t('run.start')}</dt>
      <dd className="number">
        <DateTime ms={msOf(run.start_date)} />
      </dd>
      <dt>{t('run.end')}</dt>
      <dd className="number">
        <DateTime ms={msOf(run.end_date)} />
      </dd>
      <dt>{t('run.duration')}</dt>
      <dd>
        <Duration startMs={msOf(run.start_date)} endMs={msOf(run.end_date)} />
      </dd>
    </dl>
  )
}

function RunActions({ dagId, runId }: RunPanelProps) {
  const { t } = useTranslation()
  const [isClearing, setIsClearing] = useState(false)
  const { mark, remove } = useRunChanges(dagId, runId)
  const error = mark.error ?? remove.error
  return (
    <>
      <button type="button" className="button" onClick={() => setIsClearing(true)}>
        {t('run.clear')}
      </button>
      <MarkMenu states={['success', 'failed', 'queued']} onMark={state => mark.mutate(state)} />
      <button
        type="button"
        className="button danger"
        onClick={() => {
          if (confirm(t('run.deleteAsk'))) remove.mutate()
        }}
      >
        {t('run.delete')}
      </button>
      {error && <Failure error={error} />}
      {isClearing && <ChangeDialog change={clearRun(dagId, runId, t)} onClose={() => setIsClearing(false)} />}
    </>
  )
}

function useRunChanges(dagId: string, runId: string) {
  const queries = useQueryClient()
  const [, select] = useSelection()
  const address = path`/api/v1/dags/${dagId}/dagRuns/${runId}`
  const refresh = () => queries.invalidateQueries({ queryKey: ['dag', dagId] })
  return {
    mark: useMutation({
      mutationFn: (state: string) => send('PATCH', address, { state }),
      onSuccess: refresh,
    }),
    remove: useMutation({
      mutationFn: () => send('DELETE', address),
      onSuccess: () => {
        select({})
        queries.removeQueries({ queryKey: runQuery(dagId, runId).queryKey })
        return refresh()
      },
    }),
  }
}
