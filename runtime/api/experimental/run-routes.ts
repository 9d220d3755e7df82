import { findDagRunByDate } from '../../db/dag-run.ts'
import { type ListedDagRun, listDagRuns, listLatestDagRuns } from '../../db/dag-run-list.ts'
import type { Db } from '../../db/tables.ts'
import { findListedTaskInstance } from '../../db/task-instance-list.ts'
import type { DagRun, JsonValue } from '../../model/keys.ts'
import type { DagRunState } from '../../model/states.ts'
import { isoFormat } from '../../model/time.ts'
import { parseDateTime } from '../input/date-time.ts'
import { badRequest, notFound } from '../problem.ts'
import { type Route, route, type ServerParts } from '../route.ts'
import { triggerDag } from '../trigger-dag.ts'
import { iso } from '../views/schedule.ts'
import { taskInstanceView } from '../views/task-instance.ts'
import { requireDag } from './dag-routes.ts'
import { stringified } from './stringified.ts'

const TAG = 'Experimental'
const RUNS = '/dags/{dag_id}/dag_runs'

export const runRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: RUNS,
    operationId: 'experimental_trigger_dag',
    summary: 'Trigger a DAG',
    tag: TAG,
    access: ['can_create', 'DAG Runs'],
    body: {
      properties: {
        run_id: { type: 'string', maxLength: 250, nullable: true },
        conf: { type: 'any', description: 'An object, or JSON text of one.' },
        execution_date: { type: 'string', format: 'date-time', nullable: true },
        replace_microseconds: {
          type: 'boolean',
          description: 'Cut the date to whole seconds; so is the current time.',
        },
      },
    },
    handle: async call => {
      const { parts, params, body } = call
      await requireDag(parts.database.kysely, params.dag_id)
      const isGiven = body.execution_date != null
      const dateMs = body.execution_date ?? parts.clock()
      const run = await triggerDag(call, {
        dagId: params.dag_id,
        dag_run_id: body.run_id,
        logical_date: (body.replace_microseconds ?? !isGiven) ? Math.floor(dateMs / 1000) * 1000 : dateMs,
        conf: confOf(body.conf),
      })
      const date = String(run.logical_date).replace('T', ' ')
      return {
        message: `Created <DagRun ${run.dag_id} @ ${date}: ${run.dag_run_id}, externally triggered: True>`,
        execution_date: run.logical_date,
        run_id: run.dag_run_id,
      }
    },
  }),
  route({
    method: 'GET',
    path: RUNS,
    operationId: 'experimental_get_dag_runs',
    summary: 'The runs of a DAG',
    tag: TAG,
    access: ['can_read', 'DAG Runs'],
    query: { state: { type: 'string' } },
    handle: async ({ parts, params, query }) => {
      const db = parts.database.kysely
      await requireDag(db, params.dag_id)
      const states = query.state === undefined ? undefined : [query.state.toLowerCase() as DagRunState]
      const order = { column: 'execution_date', isDescending: false } as const
      const page = { limit: MOST_RUNS, offset: 0 }
      const list = await listDagRuns(db, { dagIds: [params.dag_id], states }, { order, page })
      return list.rows.map(runView)
    },
  }),
  route({
    method: 'GET',
    path: `${RUNS}/{execution_date}`,
    operationId: 'experimental_get_dag_run',
    summary: 'The state of the run of that date',
    tag: TAG,
    access: ['can_read', 'DAG Runs'],
    handle: async ({ parts, params }) => ({ state: (await requireRun(parts, params)).state }),
  }),
  route({
    method: 'GET',
    path: `${RUNS}/{execution_date}/tasks/{task_id}`,
    operationId: 'experimental_get_task_instance',
    summary: 'The fields of a task instance, as text',
    tag: TAG,
    access: ['can_read', 'Task Instances'],
    handle: async ({ parts, params }) => {
      const { dagId, runId } = await requireRun(parts, params)
      const key = { dagId, runId, taskId: params.task_id, mapIndex: -1 }
      const instance = await findListedTaskInstance(parts.database.kysely, key)
      if (instance === null) throw notFound('Not Found', `Task ${params.task_id} not found in dag ${dagId}`)
      return stringified(taskInstanceView(instance))
    },
  }),
  route({
    method: 'GET',
    path: '/latest_runs',
    operationId: 'experimental_latest_runs',
    summary: 'The latest run of each DAG',
    tag: TAG,
    access: ['can_read', 'DAG Runs'],
    handle: async ({ parts, rights }) => {
      const runs = await listLatestDagRuns(parts.database.kysely, rights.readableDagIds())
      return {
        items: runs.map(run => ({
          dag_id: run.dagId,
          execution_date: iso(run.logicalDateMs),
          start_date: iso(run.startDateMs) ?? '',
          dag_run_url: urlOf(run),
        })),
      }
    },
  }),
]

/** The old API has no pages. */
const MOST_RUNS = 10_000

const runView = (run: ListedDagRun) => ({
  id: run.id,
  run_id: run.runId,
  state: run.state,
  dag_id: run.dagId,
  execution_date: iso(run.logicalDateMs),
  start_date: iso(run.startDateMs) ?? '',
  dag_run_url: urlOf(run),
})

const urlOf = ({ dagId, logicalDateMs }: DagRun): string =>
  `/graph?${new URLSearchParams({ dag_id: dagId, execution_date: isoFormat(logicalDateMs) })}`

function confOf(given: unknown): Readonly<Record<string, JsonValue>> | null {
  const conf = typeof given === 'string' ? parsed(given) : (given ?? null)
  if (conf === null || (typeof conf === 'object' && !Array.isArray(conf)))
    return conf as Readonly<Record<string, JsonValue>> | null
  throw badRequest("conf is neither an object nor the JSON text of one - 'conf'")
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return text
  }
}

async function requireRun(
  parts: ServerParts,
  { dag_id: dagId, execution_date: text }: { readonly dag_id: string; readonly execution_date: string },
): Promise<DagRun> {
  const db: Db = parts.database.kysely
  const dateMs = parseDateTime(text, parts.config.string('core', 'default_timezone'))
  if (dateMs === null)
    throw badRequest(
      `Given execution date, ${text}, could not be identified as a date. Example date format: 2015-11-16T14:34:15+00:00`,
    )
  await requireDag(db, dagId)
  const run = await findDagRunByDate(db, dagId, dateMs)
  if (run === null) throw notFound('Not Found', `Dag Run for date ${text} not found in dag ${dagId}`)
  return run
}
