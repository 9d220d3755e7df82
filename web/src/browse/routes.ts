import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '../root.ts'
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

const audit = createRoute({
  getParentRoute: () => browse,
  path: '/audit',
  component: lazyRouteComponent(() => import('./audit-page.tsx'), 'AuditPage'),
})

/** What is found over all DAGs. */
export const browseRoutes = browse.addChildren([runs, taskInstances, audit])
