import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { DatasetConsumer, DatasetLine } from '../../../../runtime/api/ui/contract/datasets.ts'
import { ListSortHead } from '../../list/list-sort-head.tsx'
import { RelativeTime } from '../../time/time.tsx'

interface DatasetTableProps {
  readonly datasets: readonly DatasetLine[]
  readonly chosen: string | undefined
  readonly onChoose: (uri: string) => void
}

export function DatasetTable({ datasets, chosen, onChoose }: DatasetTableProps) {
  const { t } = useTranslation()
  if (datasets.length === 0) return null
  return (
    <div className="table-frame">
      <table className="table dense">
        <thead>
          <tr>
            <ListSortHead label={t('datasets.uri')} by="uri" initial="uri" />
            <th>{t('datasets.lastEvent')}</th>
            <th>{t('datasets.events')}</th>
            <th>{t('datasets.producers')}</th>
            <th>{t('datasets.consumers')}</th>
          </tr>
        </thead>
        <tbody>
          {datasets.map(dataset => (
            <tr key={dataset.id} className={dataset.uri === chosen ? 'chosen' : undefined}>
              <td>
                <button
                  type="button"
                  className="dataset-uri mono"
                  aria-pressed={dataset.uri === chosen}
                  onClick={() => onChoose(dataset.uri)}
                >
                  {dataset.uri}
                </button>
              </td>
              <DatasetCells dataset={dataset} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function DatasetCells({ dataset: { lastEventMs, events, producers, consumers } }: { readonly dataset: DatasetLine }) {
  return (
    <>
      <td className="number">
        <RelativeTime ms={lastEventMs} />
      </td>
      <td className="number">{events}</td>
      <td>
        {producers.map(({ dagId, taskId }) => (
          <div key={`${dagId} ${taskId}`}>
            <Link to="/dags/$dagId" params={{ dagId }}>
              {dagId}
            </Link>
            <span className="soft"> · {taskId}</span>
          </div>
        ))}
      </td>
      <td>
        {consumers.map(consumer => (
          <Consumer key={consumer.dagId} consumer={consumer} />
        ))}
      </td>
    </>
  )
}

/** Marked where it knows of a change and waits for those of other datasets. */
function Consumer({ consumer: { dagId, queuedMs } }: { readonly consumer: DatasetConsumer }) {
  const { t } = useTranslation()
  return (
    <div>
      <Link to="/dags/$dagId" params={{ dagId }}>
        {dagId}
      </Link>
      {queuedMs !== null && (
        <span className="tag dataset-queued">
          {t('datasets.queued')} <RelativeTime ms={queuedMs} />
        </span>
      )}
    </div>
  )
}
