import { createRoute, redirect } from '@tanstack/react-router'
import { root } from '../root.ts'
import type { Page } from '../shell/pages.ts'

/** Airflow's list pages filter with `_flt_0_NAME` (contains), `_flt_3_NAME` (equals) and others; these are the names we know. */
const FILTERS: Readonly<Record<string, string>> = {
  dag_id: 'dag',
  task_id: 'task',
  run_id: 'run',
  state: 'state',
  run_type: 'type',
  operator: 'operator',
  pool: 'pool',
  queue: 'queue',
  hostname: 'hostname',
  event: 'event',
  owner: 'owner',
}

/** The filters of one of Airflow's list addresses. */
export const readAirflowFilters = (given: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(given).flatMap(([parameter, value]) => {
      const name = FILTERS[/^_flt_[03]_(\w+)$/.exec(parameter)?.[1] ?? '']
      return name === undefined ? [] : [[name, String(value)]]
    }),
  )

const LISTS = [
  ['/dagrun/list', '/runs'],
  ['/taskinstance/list', '/task-instances'],
  ['/log/list', '/audit'],
  ['/job/list', '/jobs'],
  ['/taskreschedule/list', '/reschedules'],
  ['/slamiss/list', '/sla-misses'],
] as const satisfies readonly (readonly [airflow: string, ours: Page['to']])[]

/** Airflow's addresses of what section Browse shows; each is there with a slash at its end as well. */
export const airflowListRoutes = LISTS.map(([path, to]) =>
  createRoute({
    getParentRoute: () => root,
    path,
    beforeLoad: ({ search }) => {
      throw redirect({ to, search: readAirflowFilters(search) })
    },
  }),
)
