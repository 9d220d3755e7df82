import { AUDIT_ORDERS, countAuditEvents, listAuditEvents, type StoredAuditEvent } from '../../../db/audit-log.ts'
import { orderOf, pageOf } from '../../input/paging.ts'
import { type Route, route } from '../../route.ts'
import type { AuditLine, AuditPage } from '../contract/audit.ts'
import { LIST_FIELDS, TEXT_FIELD } from './list-fields.ts'

export const auditRoute: Route = route({
  method: 'GET',
  path: '/ui/audit',
  operationId: 'ui_audit',
  summary: 'Who changed what, the newest first',
  tag: 'Pages',
  access: ['can_read', 'Audit Logs'],
  query: {
    ...LIST_FIELDS,
    dag_id: TEXT_FIELD,
    dag: TEXT_FIELD,
    task: TEXT_FIELD,
    run: TEXT_FIELD,
    event: TEXT_FIELD,
    without: { ...TEXT_FIELD, description: 'No events whose name has this in it.' },
    owner: TEXT_FIELD,
  },
  handle: async ({ parts, query, rights }): Promise<AuditPage> => {
    const db = parts.database.kysely
    const filter = {
      dagIds: rights.readableDagIds(),
      dagId: query.dag_id,
      dagText: query.dag,
      taskText: query.task,
      runText: query.run,
      eventText: query.event,
      withoutText: query.without,
      ownerText: query.owner,
      text: query.search,
      at: { fromMs: query.from, toMs: query.to },
      order: orderOf(query.order_by ?? '-id', { allowed: AUDIT_ORDERS, fallback: 'id' }),
      ...pageOf(parts.config, query),
    }
    const events = await listAuditEvents(db, filter)
    return { events: events.map(lineOf), total: await countAuditEvents(db, filter) }
  },
})

const lineOf = ({ id, atMs, event, owner, dagId, taskId, runId, extra }: StoredAuditEvent): AuditLine => ({
  id,
  atMs,
  event,
  owner,
  dagId,
  taskId,
  runId,
  extra,
})
