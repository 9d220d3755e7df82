import { dateVariables } from '../jinja/airflow/date-variables.ts'
import { airflowMacros } from '../jinja/airflow/macros.ts'
import { asyncLookup, type LookupCache } from '../jinja/pending.ts'
import { TEMPLATE_ATTRIBUTES, type TemplateObject, templateFunction } from '../jinja/protocol.ts'
import { renderValueAsync } from '../jinja/render-value.ts'
import type { TemplateContext } from '../jinja/run.ts'
import type { AttemptRequest } from '../model/attempt.ts'
import { nextTick, parseCron, prevTick } from '../model/cron.ts'
import { SlipstreamError } from '../model/errors.ts'
import type { JsonValue } from '../model/keys.ts'
import type { TaskStore } from '../sdk/task/client.ts'
import type { AttemptParts } from './attempt-parts.ts'

type Fields = Readonly<Record<string, JsonValue>>

/** A template asks for a variable that does not exist; `var.value.get(key, default)` would give a default. */
export class TemplateVariableMissing extends SlipstreamError {
  override readonly name = 'TemplateVariableMissing'

  constructor(key: string) {
    super(`Variable ${key} does not exist. Create it with: airflow variables set ${key} VALUE`)
  }
}

/** Renders the template fields of a task with Airflow's context variables. */
export async function renderFields(parts: AttemptParts, request: AttemptRequest, params: Fields): Promise<Fields> {
  const lookups: LookupCache = new Map()
  const context = templateContext(request, { params, lookups, store: parts.storeOf(request) })
  const rendered: Record<string, JsonValue> = {}
  for (const [name, value] of Object.entries(request.task.templateFields)) {
    rendered[name] = await renderValueAsync(value, context, { lookups, native: request.dag.renderTemplateAsNativeObj })
  }
  return rendered
}

interface Scene {
  readonly params: Fields
  readonly lookups: LookupCache
  readonly store: TaskStore
}

/** Airflow's template variables (Templates reference) for one attempt. */
function templateContext(request: AttemptRequest, scene: Scene): TemplateContext {
  const { run, task, dag } = request
  const dates = dateVariables({ ...run, ...neighbours(request) })
  const instance = {
    dag_id: request.dagId,
    task_id: request.taskId,
    run_id: request.runId,
    map_index: request.mapIndex,
    try_number: request.tryNumber,
    max_tries: request.maxTries,
    task,
    xcom_pull: xcomPull(request, scene),
  }
  return {
    ...dates,
    params: scene.params,
    run_id: request.runId,
    dag: { dag_id: dag.dagId, fileloc: dag.fileloc, timezone: dag.timezone, tags: dag.tags, params: dag.params },
    task: {
      task_id: task.taskId,
      owner: task.owner,
      queue: task.queue,
      pool: task.pool,
      retries: task.retries,
      params: task.params,
    },
    ti: instance,
    task_instance: instance,
    task_instance_key_str: `${request.dagId}__${request.taskId}__${String(dates['ds_nodash'])}`,
    dag_run: {
      run_id: run.runId,
      dag_id: run.dagId,
      run_type: run.runType,
      conf: run.conf,
      external_trigger: run.externalTrigger,
      ...dates,
    },
    var: { value: variables(scene, text => text), json: variables(scene, text => JSON.parse(text) as JsonValue) },
    conn: connections(scene),
    macros: airflowMacros,
    test_mode: false,
    inlets: [],
    outlets: [],
  }
}

/** Logical dates of the runs before and after, by the schedule; a manual run has only its own (Airflow 2.x). */
function neighbours({ run, dag }: AttemptRequest): {
  prevLogicalDateMs: number | null
  nextLogicalDateMs: number | null
} {
  const { logicalDateMs } = run
  if (run.externalTrigger) return { prevLogicalDateMs: logicalDateMs, nextLogicalDateMs: logicalDateMs }
  const { schedule } = dag
  if (schedule.type === 'delta')
    return { prevLogicalDateMs: logicalDateMs - schedule.ms, nextLogicalDateMs: logicalDateMs + schedule.ms }
  if (schedule.type !== 'cron') return { prevLogicalDateMs: null, nextLogicalDateMs: null }
  const cron = parseCron(schedule.expression)
  return {
    prevLogicalDateMs: prevTick(cron, schedule.timezone, logicalDateMs),
    nextLogicalDateMs: nextTick(cron, schedule.timezone, logicalDateMs),
  }
}

/** `ti.xcom_pull(task_ids, dag_id, key, include_prior_dates)`: one id gives a value, a list gives a list; nothing gives None. */
function xcomPull(request: AttemptRequest, { store, lookups }: Scene) {
  return templateFunction(
    'xcom_pull',
    ['task_ids', 'dag_id', 'key', 'include_prior_dates', 'map_indexes', 'default', 'run_id'],
    given => {
      const pull = (taskId: string): unknown => {
        const opts = {
          taskId,
          key: (given.key as string | undefined) ?? 'return_value',
          dagId: (given.dag_id as string | undefined) ?? request.dagId,
          runId: (given.run_id as string | undefined) ?? request.runId,
          includePriorDates: given.include_prior_dates === true,
          ...(typeof given.map_indexes === 'number' ? { mapIndex: given.map_indexes } : {}),
        }
        const value = asyncLookup(lookups, `xcom ${JSON.stringify(opts)}`, () => store.getXCom(opts))
        return value ?? given.default ?? null
      }
      const ids = given.task_ids ?? request.taskId
      return Array.isArray(ids) ? ids.map(id => pull(String(id))) : pull(String(ids))
    },
  )
}

/** `var.value.KEY` and `var.json.KEY`, and `.get(key, default)`. */
function variables({ store, lookups }: Scene, decode: (text: string) => unknown): TemplateObject {
  const read = (key: string): unknown => {
    const text = asyncLookup(lookups, `variable ${key}`, () => store.getVariable(key)) as string | null
    return text === null ? undefined : decode(text)
  }
  const get = templateFunction(
    'get',
    ['key', 'default_var'],
    ({ key, default_var }) => read(String(key)) ?? default_var ?? null,
  )
  return named('variables', name => (name === 'get' ? get : (read(name) ?? missing(name))))
}

function missing(key: string): never {
  throw new TemplateVariableMissing(key)
}

/** `conn.ID.host` and so on; an unknown connection is undefined. */
function connections({ store, lookups }: Scene): TemplateObject {
  return named('connections', connId => {
    const found = asyncLookup(lookups, `connection ${connId}`, () => store.getConnection(connId)) as Awaited<
      ReturnType<TaskStore['getConnection']>
    >
    if (found === null) return undefined
    return { ...found, conn_id: found.id, conn_type: found.type, extra_dejson: extraOf(found.extra) }
  })
}

/** Airflow's extra_dejson: an extra that is no JSON is an empty one. */
function extraOf(text: string | null | undefined): JsonValue {
  try {
    return JSON.parse(text || '{}') as JsonValue
  } catch {
    return {}
  }
}

const named = (what: string, attribute: (name: string) => unknown): TemplateObject => ({
  [TEMPLATE_ATTRIBUTES]: attribute,
  toTemplateString: () => `<${what}>`,
})
