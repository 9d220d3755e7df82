import { AUDIT_ORDERS, countAuditEvents, findAuditEvent, listAuditEvents } from '../../../db/audit-log.ts'
import { ORDER_FIELD, orderOf, PAGE_FIELDS, pageOf } from '../../input/paging.ts'
import { LARGEST_INTEGER } from '../../input/schema.ts'
import { notFound } from '../../problem.ts'
import { type Route, route } from '../../route.ts'
import { EVENT_LOG_SHAPE, EVENT_LOGS_SHAPE, eventLogView } from '../../views/event-log.ts'

const EVENTS_FIELD = { type: 'array', items: { type: 'string' } } as const

export const eventLogRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/eventLogs',
    operationId: 'get_event_logs',
    summary: 'List who did what, the newest first',
    tag: 'EventLog',
    access: ['can_read', 'Audit Logs'],
    query: {
      ...PAGE_FIELDS,
      order_by: ORDER_FIELD,
      dag_id: { type: 'string' },
      task_id: { type: 'string' },
      run_id: { type: 'string' },
      map_index: { type: 'integer' },
      try_number: { type: 'integer' },
      event: { type: 'string' },
      owner: { type: 'string' },
      before: { type: 'string', format: 'date-time', description: 'Not later than this.' },
      after: { type: 'string', format: 'date-time', description: 'Not earlier than this.' },
      included_events: { ...EVENTS_FIELD, description: 'Only these events.' },
      excluded_events: { ...EVENTS_FIELD, description: 'No such events.' },
    },
    answer: EVENT_LOGS_SHAPE,
    handle: async ({ parts, query, rights }) => {
      const filter = {
        dagIds: rights.readableDagIds(),
        dagId: query.dag_id,
        taskId: query.task_id,
        runId: query.run_id,
        mapIndex: query.map_index,
        tryNumber: query.try_number,
        event: query.event,
        includedEvents: query.included_events,
        excludedEvents: query.excluded_events,
        owner: query.owner,
        at: { fromMs: query.after, toMs: query.before },
        order: auditOrder(query.order_by),
        ...pageOf(parts.config, query),
      }
      const events = await listAuditEvents(parts.database.kysely, filter)
      const total = await countAuditEvents(parts.database.kysely, filter)
      return { event_logs: events.map(eventLogView), total_entries: total }
    },
  }),
  route({
    method: 'GET',
    path: '/eventLogs/{event_log_id}',
    operationId: 'get_event_log',
    summary: 'One event of the audit log',
    tag: 'EventLog',
    access: ['can_read', 'Audit Logs'],
    answer: EVENT_LOG_SHAPE,
    handle: async ({ parts, params, rights }) => {
      const id = Number(params.event_log_id)
      const isId = /^\d+$/.test(params.event_log_id) && id <= LARGEST_INTEGER
      const event = isId ? await findAuditEvent(parts.database.kysely, id) : null
      const dagIds = rights.readableDagIds()
      const isReadable = dagIds === undefined || (event?.dagId != null && dagIds.includes(event.dagId))
      if (event === null || !isReadable) throw notFound('Event Log not found')
      return eventLogView(event)
    },
  }),
]

const auditOrder = (orderBy = '-event_log_id') =>
  orderOf(orderBy, {
    allowed: AUDIT_ORDERS.filter(column => column !== 'id' && column !== 'dttm'),
    fallback: 'event',
    aliases: ALIASES,
  })

const ALIASES: Readonly<Record<string, (typeof AUDIT_ORDERS)[number]>> = { event_log_id: 'id', when: 'dttm' }
