import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { askAhead } from '../api/ahead.ts'
import { dagQuery, FIRST_RUNS, gridQuery } from '../api/queries.ts'
import { readAuditAddress } from '../browse/audit/audit-list.ts'
import { readRunAddress } from '../browse/runs/run-list.ts'
import { root } from '../root.ts'
import { readCalendarAddress } from './calendar/calendar-query.ts'
import { readChartsAddress } from './charts/charts-query.ts'
import { readSelection } from './selection.ts'

const dag = createRoute({
  getParentRoute: () => root,
  path: '/dags/$dagId',
  validateSearch: readSelection,
  loader: ({ context, params }) => askAhead(context, dagQuery(params.dagId)),
  shouldReload: false,
  component: lazyRouteComponent(() => import('./dag-layout.tsx'), 'DagLayout'),
})

const grid = createRoute({
  getParentRoute: () => dag,
  path: '/',
  loader: ({ context, params }) => askAhead(context, gridQuery(params.dagId, FIRST_RUNS)),
  shouldReload: false,
  component: lazyRouteComponent(() => import('./grid/grid-page.tsx'), 'GridPage'),
})

const graph = createRoute({
  getParentRoute: () => dag,
  path: '/graph',
  component: lazyRouteComponent(() => import('./graph/graph-page.tsx'), 'GraphPage'),
})

const gantt = createRoute({
  getParentRoute: () => dag,
  path: '/gantt',
  component: lazyRouteComponent(() => import('./gantt/gantt-page.tsx'), 'GanttPage'),
})

const calendar = createRoute({
  getParentRoute: () => dag,
  path: '/calendar',
  validateSearch: readCalendarAddress,
  component: lazyRouteComponent(() => import('./calendar/calendar-page.tsx'), 'CalendarPage'),
})

const charts = createRoute({
  getParentRoute: () => dag,
  path: '/charts',
  validateSearch: readChartsAddress,
  component: lazyRouteComponent(() => import('./charts/charts-page.tsx'), 'ChartsPage'),
})

const runs = createRoute({
  getParentRoute: () => dag,
  path: '/runs',
  validateSearch: readRunAddress,
  component: lazyRouteComponent(() => import('../browse/runs/runs-page.tsx'), 'DagRunsPage'),
})

const code = createRoute({
  getParentRoute: () => dag,
  path: '/code',
  component: lazyRouteComponent(() => import('./code/code-page.tsx'), 'CodePage'),
})

const details = createRoute({
  getParentRoute: () => dag,
  path: '/details',
  component: lazyRouteComponent(() => import('./details-page.tsx'), 'DetailsPage'),
})

const audit = createRoute({
  getParentRoute: () => dag,
  path: '/audit',
  validateSearch: readAuditAddress,
  component: lazyRouteComponent(() => import('../browse/audit/audit-page.tsx'), 'DagAuditPage'),
})

/** The pages of one DAG. */
export const dagRoutes = dag.addChildren([grid, graph, gantt, calendar, charts, runs, code, details, audit])
