import { useTranslation } from 'react-i18next'
import type { QueueDepth } from '../../../runtime/api/ui/contract/cluster.ts'
import { RelativeTime } from '../time/time.tsx'
import { ConditionMark } from './condition-mark.tsx'
import { TableFrame } from './table-frame.tsx'

/** What waits in each queue, in the broker and in the database, and who takes from it. */
export function QueueTable({ queues }: { readonly queues: readonly QueueDepth[] }) {
  const { t } = useTranslation()
  return (
    <section>
      <h2 className="section-head">{t('cluster.queues')}</h2>
      <TableFrame label={t('cluster.queues')}>
        <table className="table">
          <thead>
            <tr>
              <th>{t('cluster.queue')}</th>
              <th>{t('cluster.ready')}</th>
              <th>{t('cluster.queued')}</th>
              <th>{t('cluster.oldest')}</th>
              <th>{t('cluster.takers')}</th>
            </tr>
          </thead>
          <tbody>
            {queues.map(queue => (
              <QueueRow key={queue.queue} queue={queue} />
            ))}
          </tbody>
        </table>
      </TableFrame>
    </section>
  )
}

function QueueRow({ queue: { queue, ready, queued, oldestMs, workers } }: { readonly queue: QueueDepth }) {
  const { t } = useTranslation()
  const isWaiting = queued > 0 || (ready ?? 0) > 0
  return (
    <tr>
      <td>
        <strong>{queue}</strong>
      </td>
      <td className="number">{ready ?? '–'}</td>
      <td className="number">{queued}</td>
      <td className="number">
        <RelativeTime ms={oldestMs} />
      </td>
      <td>
        {workers.length > 0 && workers.join(', ')}
        {workers.length === 0 && (
          <ConditionMark condition={isWaiting ? 'bad' : 'doubtful'}>{t('cluster.noTaker')}</ConditionMark>
        )}
      </td>
    </tr>
  )
}
