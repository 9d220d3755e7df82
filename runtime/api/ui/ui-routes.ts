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
import { calendarRoute } from './calendar.ts'
import { chartsRoute } from './charts.ts'
import { brokerLooks } from './cluster/broker-looks.ts'
import { clusterRoute, sharedCluster } from './cluster/cluster.ts'
import { dagCodeRoute, dagPageRoute } from './dag.ts'
import { dagListRoute } from './dag-list.ts'
import { ganttRoute } from './gantt.ts'
import { gridRoute } from './grid.ts'
import { homeRoute } from './home/home.ts'
import { KnownRuns } from './known-runs.ts'
import { LiveChanges } from './live/live-changes.ts'
import { liveRoute } from './live/live-route.ts'
import { SharedAnswers } from './live/shared-answers.ts'
import { logTailRoute } from './log-tail.ts'
import { runPanelRoute } from './run.ts'
import { runNowRoute } from './run-now.ts'
import { searchRoute } from './search.ts'
import { Structures } from './structures.ts'
import { taskPanelRoute } from './task.ts'

/** What the web app's pages read: one answer for each page. No API for others: it changes with the pages. `closing` ends the streams. */
export function uiRoutes(parts: ServerParts, closing: AbortSignal): readonly Route[] {
  const cluster = sharedCluster(parts, brokerLooks(parts, closing))
  const changes = new LiveChanges(parts)
  const shared = new SharedAnswers(changes)
  return [
    homeRoute(parts, cluster),
    dagListRoute(shared),
    dagPageRoute(new Structures()),
    dagCodeRoute,
    gridRoute(new KnownRuns(), shared),
    ganttRoute,
    calendarRoute,
    chartsRoute,
    runPanelRoute,
    taskPanelRoute,
    runNowRoute,
    searchRoute,
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
    liveRoute(changes, closing),
  ]
}
