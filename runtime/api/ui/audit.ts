import { type AuditFilter, countAuditEvents, listAuditEvents } from '../../db/audit-log.ts'
import { PAGE_FIELDS, pageOf } from '../input/paging.ts'
import { type Route, route } from '../route.ts'
import type { AuditPage } from './contract/audit.ts'

export const auditRoute: Route = route({
  method: 'GET',
  path: '/ui/audit',
  operationId: 'ui_audit',
  summary: 'Who changed what, the newest first',
  tag: 'Pages',
  access: ['can_read', 'Audit Logs'],
  query: { ...PAGE_FIELDS, dag_id: { type: 'string' } },
  handle: async ({ parts, query }): Promise<AuditPage> => {
    const db = parts.database.kysely
    const { dag_id: dagId } = query
    const filter: AuditFilter = { ...pageOf(parts.config, query), ...(dagId === undefined ? {} : { dagId }) }
    const events = await listAuditEvents(db, filter)
    return {
      events: events.map(({ id, atMs, event, owner, dagId, taskId, runId, extra }) => ({
        id,
        atMs,
        event,
        owner,
        dagId,
        taskId,
        runId,
        extra,
      })),
      total: await countAuditEvents(db, filter),
    }
  },
})
