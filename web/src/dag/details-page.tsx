import { useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { dagQuery } from '../api/queries.ts'
import { DateTime } from '../time/time.tsx'
import { DagRecordActions, DagWarnings, NextInterval } from './dag-record.tsx'

/** What the DAG file says of the DAG as a whole. */
export function DetailsPage() {
  const { t } = useTranslation()
  const { dagId } = useParams({ from: '/dags/$dagId' })
  const { data: dag } = useSuspenseQuery(dagQuery(dagId))
  return (
    <div className="stack">
      <DagWarnings dagId={dagId} />
      <DagRecordActions dagId={dagId} />
      {dag.description !== null && <p>{dag.description}</p>}
      {dag.docMd !== null && <pre className="text-block">{dag.docMd}</pre>}
      <dl className="facts card">
        <dt>{t('details.schedule')}</dt>
        <dd>
          <span className="mono">{dag.schedule ?? t('dags.manual')}</span>
          {dag.scheduleDescription !== null && <span className="soft"> {dag.scheduleDescription}</span>}
        </dd>
        <dt>{t('details.timezone')}</dt>
        <dd>{dag.timezone}</dd>
        <dt>{t('details.start')}</dt>
        <dd className="number">
          <DateTime ms={dag.startMs} />
        </dd>
        <dt>{t('details.nextRun')}</dt>
        <dd className="number">
          <DateTime ms={dag.nextRunMs} />
        </dd>
        <dt>{t('details.nextInterval')}</dt>
        <dd className="number">
          <NextInterval dagId={dagId} />
        </dd>
        <dt>{t('details.catchup')}</dt>
        <dd>{t(dag.catchup ? 'details.yes' : 'details.no')}</dd>
        <dt>{t('details.maxRuns')}</dt>
        <dd>{dag.maxActiveRuns}</dd>
        <dt>{t('details.maxTasks')}</dt>
        <dd>{dag.maxActiveTasks}</dd>
        <dt>{t('details.tasks')}</dt>
        <dd>{dag.tasks.length}</dd>
        <dt>{t('details.owners')}</dt>
        <dd>{dag.owners.join(', ')}</dd>
        <dt>{t('details.file')}</dt>
        <dd className="mono">{dag.fileloc}</dd>
        <dt>{t('details.parsed')}</dt>
        <dd className="number">
          <DateTime ms={dag.lastParsedMs} />
        </dd>
      </dl>
      <section className="stack">
        <h2>{t('trigger.params')}</h2>
        <pre className="text-block">{JSON.stringify(dag.params, null, 2)}</pre>
      </section>
    </div>
  )
}
