import type { Route } from '../route.ts'
import { configRoutes } from './admin/config.ts'
import { connectionRoutes } from './admin/connections.ts'
import { eventLogRoutes } from './admin/event-logs.ts'
import { installationRoutes } from './admin/installation.ts'
import { poolRoutes } from './admin/pools.ts'
import { roleRoutes } from './admin/roles.ts'
import { userRoutes } from './admin/users.ts'
import { variableRoutes } from './admin/variables.ts'
import { dagRunChangeRoutes } from './dag-run-changes.ts'
import { dagRunRoutes } from './dag-runs.ts'
import { dagRoutes } from './dags.ts'
import { datasetRoutes } from './datasets/datasets.ts'
import { queuedEventRoutes } from './datasets/queued-events.ts'
import { logRoutes } from './logs.ts'
import { monitorRoutes } from './monitor.ts'
import { operationRoutes } from './operations.ts'
import { taskInstanceChangeRoutes } from './task-instance-changes.ts'
import { taskInstanceDetailRoutes } from './task-instance-details.ts'
import { taskInstanceRoutes } from './task-instances.ts'
import { taskRoutes } from './tasks.ts'
import { workerRoutes } from './workers.ts'
import { xcomRoutes } from './xcoms.ts'

/** Users, roles and permissions: Airflow serves them below /auth/fab/v1, and still below /api/v1. */
export const FAB_ROUTES: readonly Route[] = [...userRoutes, ...roleRoutes]

/** All that /api/v1 serves: the server and the OpenAPI document are made of this. */
export const ROUTES: readonly Route[] = [
  ...monitorRoutes,
  ...dagRoutes,
  ...taskRoutes,
  ...dagRunRoutes,
  ...dagRunChangeRoutes,
  ...taskInstanceRoutes,
  ...taskInstanceChangeRoutes,
  ...taskInstanceDetailRoutes,
  ...logRoutes,
  ...xcomRoutes,
  ...datasetRoutes,
  ...queuedEventRoutes,
  ...operationRoutes,
  ...connectionRoutes,
  ...variableRoutes,
  ...poolRoutes,
  ...configRoutes,
  ...eventLogRoutes,
  ...installationRoutes,
  ...workerRoutes,
  ...FAB_ROUTES,
]
