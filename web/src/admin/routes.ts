import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '../root.ts'
import { readConfigSearch } from './config/config-search.ts'
import { readListSearch } from './list-search.ts'

const admin = createRoute({
  getParentRoute: () => root,
  id: 'admin',
  component: lazyRouteComponent(() => import('./admin-layout.tsx'), 'AdminLayout'),
})

const variables = createRoute({
  getParentRoute: () => admin,
  path: '/variables',
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('./variables/variables-page.tsx'), 'VariablesPage'),
})

const connections = createRoute({
  getParentRoute: () => admin,
  path: '/connections',
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('./connections/connections-page.tsx'), 'ConnectionsPage'),
})

const pools = createRoute({
  getParentRoute: () => admin,
  path: '/pools',
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('./pools/pools-page.tsx'), 'PoolsPage'),
})

const config = createRoute({
  getParentRoute: () => admin,
  path: '/config',
  validateSearch: readConfigSearch,
  component: lazyRouteComponent(() => import('./config/config-page.tsx'), 'ConfigPage'),
})

/** What an administrator sets up. */
export const adminRoutes = admin.addChildren([variables, connections, pools, config])
