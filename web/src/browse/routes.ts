import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '../root.ts'

const browse = createRoute({
  getParentRoute: () => root,
  id: 'browse',
  component: lazyRouteComponent(() => import('./browse-layout.tsx'), 'BrowseLayout'),
})

const runs = createRoute({
  getParentRoute: () => browse,
  path: '/runs',
  component: lazyRouteComponent(() => import('./runs-page.tsx'), 'RunsPage'),
})

const audit = createRoute({
  getParentRoute: () => browse,
  path: '/audit',
  component: lazyRouteComponent(() => import('./audit-page.tsx'), 'AuditPage'),
})

/** What is found over all DAGs. */
export const browseRoutes = browse.addChildren([runs, audit])
