import { useSuspenseQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { AuditLine } from '../../../../runtime/api/ui/contract/audit.ts'
import { FilterBar, type FilterSpec } from '../../list/filter-bar.tsx'
import { ListEnd } from '../../list/list-end.tsx'
import { useListQuery } from '../../list/list-search.ts'
import { ListSortHead } from '../../list/list-sort-head.tsx'
import { DateTime } from '../../time/time.tsx'
import { AuditDetails } from './audit-details.tsx'
import { AUDIT_FILTERS, auditQuery } from './audit-list.ts'

const DAG: FilterSpec = { name: 'dag', kind: 'text', label: 'dags.name' }
const MAIN: readonly FilterSpec[] = [
  { name: 'search', kind: 'text', label: 'list.search' },
  { name: 'event', kind: 'text', label: 'audit.event' },
  { name: 'owner', kind: 'text', label: 'audit.owner' },
]
const MORE: readonly FilterSpec[] = [
  { name: 'task', kind: 'text', label: 'tasks.title' },
  { name: 'run', kind: 'text', label: 'run.title' },
  { name: 'without', kind: 'text', label: 'audit.without' },
  { name: 'from', kind: 'time', label: 'list.from' },
  { name: 'to', kind: 'time', label: 'list.to' },
]

/** Who changed what, the newest first. */
export const AuditPage = () => <AuditEvents dagId={null} />

/** Who changed what of one DAG. */
export function DagAuditPage() {
  const { dagId } = useParams({ from: '/dags/$dagId' })
  return <AuditEvents key={dagId} dagId={dagId} />
}

function AuditEvents({ dagId }: { readonly dagId: string | null }) {
  const query = useListQuery(AUDIT_FILTERS)
  const { data } = useSuspenseQuery(auditQuery(dagId, query))
  return (
    <>
      <FilterBar main={dagId === null ? [...MAIN, DAG] : MAIN} more={MORE} />
      {data.events.length > 0 && <AuditTable events={data.events} />}
      <ListEnd total={data.total} />
    </>
  )
}

function AuditTable({ events }: { readonly events: readonly AuditLine[] }) {
  const { t } = useTranslation()
  return (
    <div className="table-frame">
      <table className="table dense">
        <thead>
          <tr>
            <ListSortHead label={t('audit.when')} by="dttm" initial="-dttm" />
            <ListSortHead label={t('audit.owner')} by="owner" initial="-dttm" />
            <ListSortHead label={t('audit.event')} by="event" initial="-dttm" />
            <th>{t('audit.what')}</th>
            <th>{t('audit.change')}</th>
          </tr>
        </thead>
        <tbody>
          {events.map(event => (
            <AuditRow key={event.id} event={event} />
          ))}
        </tbody>
      </table>
    </div>
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
      <td>
        <AuditDetails extra={event.extra} />
      </td>
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
