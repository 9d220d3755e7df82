import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { readListAddress, readSearchAddress } from '../list/list-search.ts'
import { root } from '../root.ts'
import { readConfigSearch } from './config/config-search.ts'

const admin = createRoute({
  getParentRoute: () => root,
  id: 'admin',
  component: lazyRouteComponent(() => import('./admin-layout.tsx'), 'AdminLayout'),
})

const variables = createRoute({
  getParentRoute: () => admin,
  path: '/variables',
  validateSearch: readSearchAddress,
  component: lazyRouteComponent(() => import('./variables/variables-page.tsx'), 'VariablesPage'),
})

const connections = createRoute({
  getParentRoute: () => admin,
  path: '/connections',
  validateSearch: readSearchAddress,
  component: lazyRouteComponent(() => import('./connections/connections-page.tsx'), 'ConnectionsPage'),
})

const pools = createRoute({
  getParentRoute: () => admin,
  path: '/pools',
  validateSearch: readListAddress([]),
  component: lazyRouteComponent(() => import('./pools/pools-page.tsx'), 'PoolsPage'),
})

const config = createRoute({
  getParentRoute: () => admin,
  path: '/config',
  validateSearch: readConfigSearch,
  component: lazyRouteComponent(() => import('./config/config-page.tsx'), 'ConfigPage'),
})

const users = createRoute({
  getParentRoute: () => admin,
  path: '/users',
  validateSearch: readSearchAddress,
  component: lazyRouteComponent(() => import('./users/users-page.tsx'), 'UsersPage'),
})

const roles = createRoute({
  getParentRoute: () => admin,
  path: '/roles',
  component: lazyRouteComponent(() => import('./roles/roles-page.tsx'), 'RolesPage'),
})

const plugins = createRoute({
  getParentRoute: () => admin,
  path: '/plugins',
  component: lazyRouteComponent(() => import('./plugins/plugins-page.tsx'), 'PluginsPage'),
})

/** Of who is signed in, whether an administrator or not. */
export const profileRoute = createRoute({
  getParentRoute: () => root,
  path: '/profile',
  component: lazyRouteComponent(() => import('./profile/profile-page.tsx'), 'ProfilePage'),
})

/** What an administrator sets up. */
export const adminRoutes = admin.addChildren([variables, connections, pools, config, users, roles, plugins])
