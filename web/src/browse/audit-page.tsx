import { keepPreviousData, queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AuditLine, AuditPage as AuditLines } from '../../../runtime/api/ui/contract/audit.ts'
import { get } from '../api/client.ts'
import { Empty } from '../shell/notice.tsx'
import { Paging } from '../shell/paging.tsx'
import { DateTime } from '../time/time.tsx'

const PAGE_SIZE = 50

/** Who changed what, the newest first. */
export const AuditPage = () => <AuditEvents dagId={null} />

/** Who changed what of one DAG. */
export function DagAuditPage() {
  const { dagId } = useParams({ from: '/dags/$dagId' })
  return <AuditEvents key={dagId} dagId={dagId} />
}

function auditQuery(dagId: string | null, offset: number) {
  const query = new URLSearchParams({ limit: String(PAGE_SIZE), offset: String(offset) })
  if (dagId !== null) query.set('dag_id', dagId)
  return queryOptions({
    queryKey: dagId === null ? ['browse', 'audit', offset] : ['dag', dagId, 'audit', offset],
    queryFn: ({ signal }) => get<AuditLines>(`/ui/audit?${query}`, signal),
    placeholderData: keepPreviousData,
  })
}

function AuditEvents({ dagId }: { readonly dagId: string | null }) {
  const { t } = useTranslation()
  const [offset, setOffset] = useState(0)
  const { data } = useSuspenseQuery(auditQuery(dagId, offset))
  if (data.events.length === 0) return <Empty>{t('audit.empty')}</Empty>
  return (
    <>
      <div className="table-frame">
        <table className="table">
          <thead>
            <tr>
              <th>{t('audit.when')}</th>
              <th>{t('audit.owner')}</th>
              <th>{t('audit.event')}</th>
              <th>{t('audit.what')}</th>
              <th>{t('audit.extra')}</th>
            </tr>
          </thead>
          <tbody>
            {data.events.map(event => (
              <AuditRow key={event.id} event={event} />
            ))}
          </tbody>
        </table>
      </div>
      <Paging offset={offset} limit={PAGE_SIZE} total={data.total} onOffset={setOffset} />
    </>
  )
}

function AuditRow({ event }: { readonly event: AuditLine }) {
  return (
    <tr>
      <td className="number">
        <DateTime ms={event.atMs} />
      </td>
      <td>{event.owner}</td>
      <td className="mono">{event.event}</td>
      <td>
        <AuditTarget event={event} />
      </td>
      <td className="mono soft audit-extra">{event.extra}</td>
    </tr>
  )
}

function AuditTarget({ event: { dagId, runId: run, taskId: task } }: { readonly event: AuditLine }) {
  if (dagId === null) return null
  return (
    <Link to="/dags/$dagId" params={{ dagId }} search={{ run: run ?? undefined, task: task ?? undefined }}>
      {[dagId, task, run].filter(part => part !== null).join(' · ')}
    </Link>
  )
}
