import { JOB_ORDERS, type ListedJob, listJobs } from '../../../db/job-list.ts'
import { listSlaMisses } from '../../../db/sla-miss.ts'
import { listTaskReschedules } from '../../../db/task-reschedule.ts'
import { orderOf, PAGE_FIELDS, pageOf } from '../../input/paging.ts'
import { type Route, route } from '../../route.ts'
import type { JobLine, JobList, RescheduleList, SlaMissList } from '../contract/operations.ts'
import { idsOf, TEXT_FIELD } from './list-fields.ts'

export const operationListRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/ui/jobs',
    operationId: 'ui_jobs',
    summary: 'A page of the processes that say, or said, that they live',
    tag: 'Pages',
    access: ['can_read', 'Jobs'],
    query: { ...PAGE_FIELDS, order_by: TEXT_FIELD, search: TEXT_FIELD, state: TEXT_FIELD, type: TEXT_FIELD },
    handle: async ({ parts, query, rights }): Promise<JobList> => {
      const dagIds = rights.readableDagIds()
      const filter = {
        dagIds: dagIds === undefined ? undefined : [null, ...dagIds],
        states: idsOf(query.state),
        jobTypes: idsOf(query.type),
        text: query.search,
      }
      const order = orderOf(query.order_by ?? '-latest_heartbeat', { allowed: JOB_ORDERS, fallback: 'id' })
      const page = pageOf(parts.config, query)
      const list = await listJobs(parts.database.kysely, filter, { order, page })
      const oldestMs = parts.clock() - parts.config.integer('scheduler', 'scheduler_health_check_threshold') * 1000
      return { jobs: list.rows.map(job => jobLine(job, oldestMs)), total: list.total }
    },
  }),
  route({
    method: 'GET',
    path: '/ui/reschedules',
    operationId: 'ui_reschedules',
    summary: 'A page of the tries that gave their slot back until later',
    tag: 'Pages',
    access: ['can_read', 'Task Reschedules'],
    query: { ...PAGE_FIELDS, search: TEXT_FIELD },
    handle: async ({ parts, query, rights }): Promise<RescheduleList> => {
      const filter = { dagIds: rights.readableDagIds(), text: query.search }
      const { rows, total } = await listTaskReschedules(parts.database.kysely, filter, pageOf(parts.config, query))
      const reschedules = rows.map(({ startDateMs, endDateMs, rescheduleDateMs, mapIndex: _, ...row }) => ({
        ...row,
        startMs: startDateMs,
        endMs: endDateMs,
        rescheduleMs: rescheduleDateMs,
      }))
      return { reschedules, total }
    },
  }),
  route({
    method: 'GET',
    path: '/ui/sla-misses',
    operationId: 'ui_sla_misses',
    summary: 'A page of the tasks that had not succeeded within their SLA',
    tag: 'Pages',
    access: ['can_read', 'SLA Misses'],
    query: { ...PAGE_FIELDS, search: TEXT_FIELD },
    handle: async ({ parts, query, rights }): Promise<SlaMissList> => {
      const filter = { dagIds: rights.readableDagIds(), text: query.search }
      const { rows, total } = await listSlaMisses(parts.database.kysely, filter, pageOf(parts.config, query))
      return { misses: rows.map(({ timestampMs, ...miss }) => ({ ...miss, atMs: timestampMs })), total }
    },
  }),
]

const jobLine = (job: ListedJob, oldestMs: number): JobLine => ({
  id: job.id,
  jobType: job.jobType,
  state: job.state,
  isAlive: job.state === 'running' && (job.latestHeartbeatMs ?? 0) >= oldestMs,
  dagId: job.dagId,
  hostname: job.hostname,
  unixname: job.unixname,
  executorClass: job.executorClass,
  startMs: job.startDateMs,
  endMs: job.endDateMs,
  heartbeatMs: job.latestHeartbeatMs,
})
