import type { Route, ServerParts } from '../route.ts'
import { configPageRoute } from './admin/config.ts'
import { connectionPageRoute } from './admin/connections.ts'
import { rolePageRoute } from './admin/roles.ts'
import { userPageRoute } from './admin/users.ts'
import { variablePageRoutes } from './admin/variables.ts'
import { auditRoute } from './browse/audit.ts'
import { datasetRoutes } from './browse/datasets.ts'
import { operationListRoutes } from './browse/operations.ts'
import { runListRoute } from './browse/runs.ts'
import { taskInstanceListRoute } from './browse/task-instances.ts'
import { brokerLooks } from './cluster/broker-looks.ts'
import { clusterRoute, sharedCluster } from './cluster/cluster.ts'
import { dagPageRoutes } from './dag.ts'
import { dagListRoute } from './dag-list.ts'
import { ganttRoute } from './gantt.ts'
import { homeRoute } from './home/home.ts'
import { LiveChanges } from './live/live-changes.ts'
import { liveRoute } from './live/live-route.ts'
import { logTailRoute } from './log-tail.ts'
import { taskPanelRoute } from './task.ts'

/** What the web app's pages read: one answer for each page. No API for others: it changes with the pages. `closing` ends the streams. */
export function uiRoutes(parts: ServerParts, closing: AbortSignal): readonly Route[] {
  const cluster = sharedCluster(parts, brokerLooks(parts, closing))
  return [
    homeRoute(parts, cluster),
    dagListRoute,
    ...dagPageRoutes,
    ganttRoute,
    taskPanelRoute,
    auditRoute,
    ...variablePageRoutes,
    connectionPageRoute,
    configPageRoute,
    userPageRoute,
    rolePageRoute,
    runListRoute,
    ...datasetRoutes,
    ...operationListRoutes,
    taskInstanceListRoute,
    clusterRoute(cluster),
    logTailRoute(closing),
    liveRoute(new LiveChanges(parts), closing),
  ]
}
