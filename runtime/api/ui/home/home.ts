import { listFailedRuns, listFailedTasks } from '../../../db/recent-failures.ts'
import { countRunsByHour } from '../../../db/run-history.ts'
import { countActiveRuns, countUnfinishedInstances } from '../../../db/state-counts.ts'
import type { Db } from '../../../db/tables.ts'
import type { Rights } from '../../auth/permission.ts'
import { readableErrors } from '../../auth/readable-file.ts'
import { type Route, route, type ServerParts } from '../../route.ts'
import type { SharedCluster } from '../cluster/cluster.ts'
import { visiblePools } from '../cluster/pool-uses.ts'
import { type HistoryBar, type HomePage, PERIODS, type Period } from '../contract/home.ts'
import { dagCounts } from '../dag-counts.ts'
import { sharedAnswer } from '../shared-answer.ts'
import { sumByState } from '../sum-by-state.ts'
import { homeHealth } from './home-health.ts'
import { emptyBars, filledBars } from './run-bars.ts'

/** Entries of each list. */
const MOST_ENTRIES = 8

export function homeRoute(parts: ServerParts, cluster: () => Promise<SharedCluster>): Route {
  const ofAllDags: Readonly<Record<Period, () => Promise<Overview>>> = {
    day: sharedAnswer(() => readOverview(parts, 'day', undefined)),
    week: sharedAnswer(() => readOverview(parts, 'week', undefined)),
  }
  return route({
    method: 'GET',
    path: '/ui/home',
    operationId: 'ui_home',
    summary: 'Where things stand: health, counts, recent history, failures and import errors',
    tag: 'Pages',
    access: 'read',
    query: { period: { type: 'string', enum: PERIODS, default: 'day' } },
    handle: async ({ query, rights }): Promise<HomePage> => {
      const dagIds = rights.readableDagIds()
      const period = query.period as Period
      const shared = await cluster()
      return {
        version: parts.version,
        executor: shared.executor,
        health: await homeHealth(parts, shared, rights),
        ...visible(await (dagIds === undefined ? ofAllDags[period]() : readOverview(parts, period, dagIds)), rights),
        pools: visiblePools(shared.pools, rights),
      }
    },
  })
}

type Overview = Omit<HomePage, 'version' | 'executor' | 'health' | 'pools'>

/** Without failures and errors of a kind that the user may not read. */
function visible(overview: Overview, rights: Rights): Overview {
  const mayRead = (resource: string): boolean => rights.allow(['can_read', resource], null)
  return {
    ...overview,
    failedRuns: mayRead('DAG Runs') ? overview.failedRuns : null,
    failedTasks: mayRead('Task Instances') ? overview.failedTasks : null,
    importErrors: mayRead('ImportError') ? overview.importErrors : null,
  }
}

/** @param dagIds undefined stands for all */
async function readOverview(
  { database, clock }: ServerParts,
  period: Period,
  dagIds: readonly string[] | undefined,
): Promise<Overview> {
  const db = database.kysely
  const bars = emptyBars(period, clock())
  const sinceMs = (bars[0] as HistoryBar).fromMs
  const failures = { sinceMs, dagIds, most: MOST_ENTRIES }
  return {
    dags: await dagCounts(db, dagIds),
    runs: sumByState(await countActiveRuns(db, dagIds)),
    tasks: sumByState(await countUnfinishedInstances(db, dagIds)),
    history: filledBars(bars, await countRunsByHour(db, sinceMs, dagIds)),
    failedRuns: await listFailedRuns(db, failures),
    failedTasks: await listFailedTasks(db, failures),
    importErrors: await importErrors(db, dagIds),
  }
}

async function importErrors(db: Db, dagIds: readonly string[] | undefined): Promise<HomePage['importErrors']> {
  const errors = await readableErrors(db, dagIds)
  const first = errors.slice(-MOST_ENTRIES).reverse()
  return {
    total: errors.length,
    first: first.map(({ filename, stacktrace, timestampMs }) => ({ filename, text: stacktrace, atMs: timestampMs })),
  }
}
