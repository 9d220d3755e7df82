import type { QueryClient } from '@tanstack/react-query'
import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { adminRoutes, profileRoute } from './admin/routes.ts'
import { airflowRoutes } from './airflow-routes.ts'
import { askAhead } from './api/ahead.ts'
import { dagListQuery } from './api/queries.ts'
import { browseRoutes } from './browse/routes.ts'
import { dagRoutes } from './dag/routes.ts'
import { queryOf, readFilter } from './dags/dag-filter.ts'
import { homeQuery, readHomeSearch } from './home/home-query.ts'
import { loginRoute } from './login/route.tsx'
import { root } from './root.ts'
import { Loading } from './shell/notice.tsx'
import { PageError } from './shell/page-error.tsx'

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: readHomeSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => askAhead(context, homeQuery(deps.period ?? 'day')),
  shouldReload: false,
  component: lazyRouteComponent(() => import('./home/home-page.tsx'), 'HomePage'),
})

const dags = createRoute({
  getParentRoute: () => root,
  path: '/dags',
  validateSearch: readFilter,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => askAhead(context, dagListQuery(queryOf(deps))),
  shouldReload: false,
  component: lazyRouteComponent(() => import('./dags/dag-list-page.tsx'), 'DagListPage'),
})

const cluster = createRoute({
  getParentRoute: () => root,
  path: '/cluster',
  component: lazyRouteComponent(() => import('./cluster/cluster-page.tsx'), 'ClusterPage'),
})

/** Every page by its address; each is loaded when somebody goes there. */
const routes = root.addChildren([
  home,
  loginRoute,
  dags,
  cluster,
  ...airflowRoutes,
  browseRoutes,
  adminRoutes,
  profileRoute,
  dagRoutes,
])

export const newRouter = (queries: QueryClient) =>
  createRouter({
    routeTree: routes,
    context: { queries },
    defaultPreload: 'intent',
    defaultPendingComponent: Loading,
    defaultErrorComponent: PageError,
    scrollRestoration: true,
  })

declare module '@tanstack/react-router' {
  interface Register {
    readonly router: ReturnType<typeof newRouter>
  }
}
