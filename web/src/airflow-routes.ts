import { createRoute, redirect } from '@tanstack/react-router'
import { airflowListRoutes } from './browse/airflow-lists.ts'
import { readAirflowAddress } from './dag/airflow-address.ts'
import { root } from './root.ts'
import type { Page } from './shell/pages.ts'

const grid = createRoute({
  getParentRoute: () => root,
  path: '/dags/$dagId/grid',
  beforeLoad: ({ params, search }) => {
    const { selection, to } = readAirflowAddress(search)
    throw redirect({ to, params, search: selection })
  },
})

const audit = createRoute({
  getParentRoute: () => root,
  path: '/dags/$dagId/audit_log',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/dags/$dagId/audit', params })
  },
})

/** Airflow's pages of a DAG that are charts of one page here. */
const charts = (
  [
    ['/dags/$dagId/duration', 'durations'],
    ['/dags/$dagId/tries', 'tries'],
    ['/dags/$dagId/landing-times', 'landing'],
  ] as const
).map(([path, chart]) =>
  createRoute({
    getParentRoute: () => root,
    path,
    beforeLoad: ({ params }) => {
      throw redirect({ to: '/dags/$dagId/charts', params, search: { chart } })
    },
  }),
)

/** Airflow's page for `path`; TanStack Router takes the slash at its end for nothing. */
const moved = <const Path extends string>(path: Path, to: Page['to']) =>
  createRoute({
    getParentRoute: () => root,
    path,
    beforeLoad: () => {
      throw redirect({ to })
    },
  })

/** Airflow's addresses lead to the pages that show the same. */
export const airflowRoutes = [
  moved('/home', '/'),
  grid,
  audit,
  ...charts,
  moved('/cluster_activity', '/cluster'),
  moved('/variable/list', '/variables'),
  moved('/connection/list', '/connections'),
  moved('/pool/list', '/pools'),
  moved('/configuration', '/config'),
  moved('/users/list', '/users'),
  moved('/roles/list', '/roles'),
  moved('/plugin', '/plugins'),
  moved('/provider', '/plugins'),
  ...airflowListRoutes,
] as const
