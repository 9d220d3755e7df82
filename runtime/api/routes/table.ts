import type { Route } from '../route.ts'
import { dagRunChangeRoutes } from './dag-run-changes.ts'
import { dagRunRoutes } from './dag-runs.ts'
import { dagRoutes } from './dags.ts'
import { logRoutes } from './logs.ts'
import { monitorRoutes } from './monitor.ts'
import { operationRoutes } from './operations.ts'
import { taskInstanceChangeRoutes } from './task-instance-changes.ts'
import { taskInstanceRoutes } from './task-instances.ts'
import { taskRoutes } from './tasks.ts'
import { xcomRoutes } from './xcoms.ts'

/** All that /api/v1 serves: the server and the OpenAPI document are made of this. */
export const ROUTES: readonly Route[] = [
  ...monitorRoutes,
  ...dagRoutes,
  ...taskRoutes,
  ...dagRunRoutes,
  ...dagRunChangeRoutes,
  ...taskInstanceRoutes,
  ...taskInstanceChangeRoutes,
  ...logRoutes,
  ...xcomRoutes,
  ...operationRoutes,
]
