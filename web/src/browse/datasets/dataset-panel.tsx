import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DatasetEventLine } from '../../../../runtime/api/ui/contract/datasets.ts'
import { useMay } from '../../api/session.ts'
import { stateClass } from '../../states/states.ts'
import { DateTime } from '../../time/time.tsx'
import { datasetEventsQuery } from './dataset-list.ts'
import { EventDialog } from './event-dialog.tsx'

interface DatasetPanelProps {
  readonly uri: string
  readonly onClose: () => void
}

/** What changed a dataset, and the runs that came of it. */
export function DatasetPanel({ uri, onClose }: DatasetPanelProps) {
  const { t } = useTranslation()
  const { data } = useSuspenseQuery(datasetEventsQuery(uri))
  const mayCreate = useMay('can_create', 'Datasets')
  const [isCreating, setIsCreating] = useState(false)
  return (
    <aside className="card dataset-panel stack" aria-label={t('datasets.eventsOf', { uri })}>
      <header className="dialog-head">
        <h2 className="mono">{uri}</h2>
        <button type="button" className="icon-button" aria-label={t('app.close')} onClick={onClose}>
          <X size={18} aria-hidden />
        </button>
      </header>
      {mayCreate && (
        <button type="button" className="button" onClick={() => setIsCreating(true)}>
          <Plus size={15} aria-hidden />
          {t('datasets.create')}
        </button>
      )}
      {data.total === 0 && <p className="soft">{t('datasets.noEvents')}</p>}
      <ul className="dataset-events">
        {data.events.map(event => (
          <li key={event.id}>
            <EventOfDataset event={event} />
          </li>
        ))}
      </ul>
      {data.total > data.events.length && (
        <p className="soft">{t('datasets.newest', { count: data.events.length, total: data.total })}</p>
      )}
      {isCreating && <EventDialog uri={uri} onClose={() => setIsCreating(false)} />}
    </aside>
  )
}

function EventOfDataset({ event }: { readonly event: DatasetEventLine }) {
  return (
    <>
      <span className="number soft">
        <DateTime ms={event.atMs} />
      </span>
      <EventSource event={event} />
      <code className="dataset-extra">{JSON.stringify(event.extra)}</code>
      {event.createdRuns.map(({ dagId, runId, state }) => (
        <Link key={`${dagId} ${runId}`} to="/dags/$dagId" params={{ dagId }} search={{ run: runId }}>
          <span className={`state-dot ${stateClass(state)}`} /> {dagId} · {runId}
        </Link>
      ))}
    </>
  )
}

function EventSource({ event: { dagId, taskId, runId } }: { readonly event: DatasetEventLine }) {
  const { t } = useTranslation()
  if (dagId === null) return <span>{t('datasets.fromOutside')}</span>
  return (
    <Link to="/dags/$dagId" params={{ dagId }} search={{ run: runId ?? undefined, task: taskId ?? undefined }}>
      {[dagId, taskId].filter(part => part !== null).join(' · ')}
    </Link>
  )
}
