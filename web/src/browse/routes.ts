import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { readListAddress, readSearchAddress } from '../list/list-search.ts'
import { root } from '../root.ts'
import { readAuditAddress } from './audit/audit-list.ts'
import { readDatasetAddress } from './datasets/dataset-list.ts'
import { readJobAddress } from './operations/operation-lists.ts'
import { readRunAddress } from './runs/run-list.ts'
import { readTaskInstanceAddress } from './task-instances/task-instance-list.ts'

const browse = createRoute({
  getParentRoute: () => root,
  id: 'browse',
  component: lazyRouteComponent(() => import('./browse-layout.tsx'), 'BrowseLayout'),
})

const runs = createRoute({
  getParentRoute: () => browse,
  path: '/runs',
  validateSearch: readRunAddress,
  component: lazyRouteComponent(() => import('./runs/runs-page.tsx'), 'RunsPage'),
})

const taskInstances = createRoute({
  getParentRoute: () => browse,
  path: '/task-instances',
  validateSearch: readTaskInstanceAddress,
  component: lazyRouteComponent(() => import('./task-instances/task-instances-page.tsx'), 'TaskInstancesPage'),
})

const importErrors = createRoute({
  getParentRoute: () => browse,
  path: '/import-errors',
  validateSearch: readListAddress([]),
  component: lazyRouteComponent(() => import('./import-errors/import-errors-page.tsx'), 'ImportErrorsPage'),
})

const datasets = createRoute({
  getParentRoute: () => browse,
  path: '/datasets',
  validateSearch: readDatasetAddress,
  component: lazyRouteComponent(() => import('./datasets/datasets-page.tsx'), 'DatasetsPage'),
})

const jobs = createRoute({
  getParentRoute: () => browse,
  path: '/jobs',
  validateSearch: readJobAddress,
  component: lazyRouteComponent(() => import('./operations/jobs-page.tsx'), 'JobsPage'),
})

const reschedules = createRoute({
  getParentRoute: () => browse,
  path: '/reschedules',
  validateSearch: readSearchAddress,
  component: lazyRouteComponent(() => import('./operations/reschedules-page.tsx'), 'ReschedulesPage'),
})

const slaMisses = createRoute({
  getParentRoute: () => browse,
  path: '/sla-misses',
  validateSearch: readSearchAddress,
  component: lazyRouteComponent(() => import('./operations/sla-misses-page.tsx'), 'SlaMissesPage'),
})

const audit = createRoute({
  getParentRoute: () => browse,
  path: '/audit',
  validateSearch: readAuditAddress,
  component: lazyRouteComponent(() => import('./audit/audit-page.tsx'), 'AuditPage'),
})

/** What is found over all DAGs. */
export const browseRoutes = browse.addChildren([
  runs,
  taskInstances,
  importErrors,
  datasets,
  jobs,
  reschedules,
  slaMisses,
  audit,
])
