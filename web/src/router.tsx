import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { readAirflowAddress } from './dag/airflow-address.ts'
import { readSelection } from './dag/selection.ts'
import { readFilter } from './dags/dag-filter.ts'
import { Loading } from './shell/notice.tsx'
import { NotFound, PageError } from './shell/page-error.tsx'
import { Shell } from './shell/shell.tsx'

/** Every page by its address; each is loaded when somebody goes there. */
const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/dags' })
  },
})

const dags = createRoute({
  getParentRoute: () => root,
  path: '/dags',
  validateSearch: readFilter,
  component: lazyRouteComponent(() => import('./dags/dag-list-page.tsx'), 'DagListPage'),
})

const runs = createRoute({
  getParentRoute: () => root,
  path: '/runs',
  component: lazyRouteComponent(() => import('./browse/runs-page.tsx'), 'RunsPage'),
})

const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  component: lazyRouteComponent(() => import('./browse/audit-page.tsx'), 'AuditPage'),
})

const dag = createRoute({
  getParentRoute: () => root,
  path: '/dags/$dagId',
  validateSearch: readSelection,
  component: lazyRouteComponent(() => import('./dag/dag-layout.tsx'), 'DagLayout'),
})

/** Airflow's addresses lead to the pages that show the same. */
const airflowPages = [
  createRoute({
    getParentRoute: () => root,
    path: '/home',
    beforeLoad: () => {
      throw redirect({ to: '/dags' })
    },
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/dags/$dagId/grid',
    beforeLoad: ({ params, search }) => {
      const { selection, isGraph } = readAirflowAddress(search)
      throw redirect({ to: isGraph ? '/dags/$dagId/graph' : '/dags/$dagId', params, search: selection })
    },
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/dags/$dagId/audit_log',
    beforeLoad: ({ params }) => {
      throw redirect({ to: '/dags/$dagId/audit', params })
    },
  }),
] as const

const dagPages = [
  createRoute({
    getParentRoute: () => dag,
    path: '/',
    component: lazyRouteComponent(() => import('./dag/grid/grid-page.tsx'), 'GridPage'),
  }),
  createRoute({
    getParentRoute: () => dag,
    path: '/graph',
    component: lazyRouteComponent(() => import('./dag/graph/graph-page.tsx'), 'GraphPage'),
  }),
  createRoute({
    getParentRoute: () => dag,
    path: '/runs',
    component: lazyRouteComponent(() => import('./browse/runs-page.tsx'), 'DagRunsPage'),
  }),
  createRoute({
    getParentRoute: () => dag,
    path: '/code',
    component: lazyRouteComponent(() => import('./dag/code/code-page.tsx'), 'CodePage'),
  }),
  createRoute({
    getParentRoute: () => dag,
    path: '/details',
    component: lazyRouteComponent(() => import('./dag/details-page.tsx'), 'DetailsPage'),
  }),
  createRoute({
    getParentRoute: () => dag,
    path: '/audit',
    component: lazyRouteComponent(() => import('./browse/audit-page.tsx'), 'DagAuditPage'),
  }),
] as const

const routes = root.addChildren([home, dags, runs, audit, ...airflowPages, dag.addChildren(dagPages)])

export const newRouter = () =>
  createRouter({
    routeTree: routes,
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
