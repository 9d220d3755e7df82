import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { RunDatasetEvent, RunPanel } from '../../../runtime/api/ui/contract/run.ts'
import { StateCounts } from '../states/state-badge.tsx'
import { DateTime, Duration } from '../time/time.tsx'

/** What is known of a run, one fact a line. */
export function RunFacts({ run }: { readonly run: RunPanel }) {
  const { t } = useTranslation()
  return (
    <dl className="facts">
      <Fact name={t('run.tasks')}>
        <StateCounts counts={run.tasks} />
      </Fact>
      <Fact name={t('run.type')}>
        {run.runType} <span className="soft">{t(run.isExternalTrigger ? 'run.external' : 'run.bySchedule')}</span>
      </Fact>
      <Instant name={t('run.logicalDate')} ms={run.logicalDateMs} />
      <Fact name={t('run.interval')}>
        <span className="number">
          <DateTime ms={run.intervalStartMs} />
        </span>
        {' – '}
        <span className="number">
          <DateTime ms={run.intervalEndMs} />
        </span>
      </Fact>
      <Instant name={t('run.queued')} ms={run.queuedMs} />
      <Instant name={t('run.start')} ms={run.startMs} />
      <Instant name={t('run.end')} ms={run.endMs} />
      <Fact name={t('run.duration')}>
        <Duration startMs={run.startMs} endMs={run.endMs} />
      </Fact>
      <Instant name={t('run.lastDecision')} ms={run.lastDecisionMs} />
      <Fact name={t('run.version')}>
        <span className="mono">{run.hash?.slice(0, 8) ?? '–'}</span>{' '}
        {!run.isOfCurrentDag && <span className="soft">{t('run.oldVersion')}</span>}
      </Fact>
    </dl>
  )
}

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
)

const Instant = ({ name, ms }: { readonly name: string; readonly ms: number | null }) => (
  <Fact name={name}>
    <span className="number">
      <DateTime ms={ms} />
    </span>
  </Fact>
)

/** The changes of datasets that made the scheduler create the run. */
export function DatasetEvents({ events }: { readonly events: readonly RunDatasetEvent[] }) {
  const { t } = useTranslation()
  if (events.length === 0) return null
  return (
    <section className="stack">
      <h3>{t('run.datasets')}</h3>
      <div className="table-frame">
        <table className="table">
          <thead>
            <tr>
              <th>{t('run.dataset')}</th>
              <th>{t('run.changedBy')}</th>
              <th>{t('run.changedAt')}</th>
            </tr>
          </thead>
          <tbody>
            {events.map(event => (
              <tr key={event.id}>
                <td className="mono">{event.uri}</td>
                <td>
                  <Source event={event} />
                </td>
                <td className="number">
                  <DateTime ms={event.atMs} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Source({ event }: { readonly event: RunDatasetEvent }) {
  const { t } = useTranslation()
  const { sourceDagId: dagId, sourceRunId: run, sourceTaskId: task } = event
  if (dagId === null) return <span className="soft">{t('run.fromOutside')}</span>
  return (
    <Link to="/dags/$dagId" params={{ dagId }} search={{ run: run ?? undefined, task: task ?? undefined }}>
      {[dagId, task].filter(part => part !== null).join(' · ')}
    </Link>
  )
}
