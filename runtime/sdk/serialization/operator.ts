import type { TaskKind, TaskSpec } from '../../model/dag.ts'
import type { JsonValue } from '../../model/keys.ts'
import { isoFormat } from '../../model/time.ts'
import type { DagDraft, OperatorDraft, TaskDraft } from '../graph/draft.ts'
import { jsonCopy } from '../graph/json.ts'
import { InvalidDag } from '../options/invalid-dag.ts'
import type { BashSpec, TriggerDagRunSpec } from '../options/operator-options.ts'

type OperatorFields = Pick<
  TaskSpec,
  'kind' | 'operator' | 'templateFields' | 'appendEnv' | 'skipOnExitCode' | 'isBranching'
>

const KINDS: Readonly<Record<OperatorDraft['type'], { readonly kind: TaskKind; readonly operator: string }>> = {
  bash: { kind: 'bash', operator: 'BashOperator' },
  empty: { kind: 'empty', operator: 'EmptyOperator' },
  trigger_dag_run: { kind: 'trigger_dag_run', operator: 'TriggerDagRunOperator' },
  handler: { kind: 'handler', operator: 'TypeScriptOperator' },
  branch: { kind: 'handler', operator: 'BranchTypeScriptOperator' },
  short_circuit: { kind: 'handler', operator: 'ShortCircuitTypeScriptOperator' },
}

/** What differs from operator to operator. */
export function operatorFields(draft: DagDraft, task: TaskDraft): OperatorFields {
  const { operator, taskId } = task
  const decides = draft.decisions.has(taskId)
  const bash = operator.type === 'bash' ? operator.spec : null
  return {
    ...KINDS[decides ? 'branch' : operator.type],
    templateFields: templateFields(draft, task),
    appendEnv: bash?.appendEnv ?? false,
    skipOnExitCode: bash === null ? [] : exitCodes(bash),
    isBranching: decides || operator.type === 'branch' || operator.type === 'short_circuit',
  }
}

function templateFields(draft: DagDraft, { operator, taskId, inputs }: TaskDraft): Record<string, JsonValue> {
  if (operator.type === 'empty') return {}
  if (operator.type === 'bash') return bashFields(operator.spec)
  if (operator.type === 'trigger_dag_run') return triggerFields(draft, taskId, operator.spec)
  const literals = Object.entries(inputs ?? {}).flatMap(([name, input]) =>
    input.type === 'literal' ? [[name, input.value] as const] : [],
  )
  return literals.length === 0 ? {} : { op_kwargs: Object.fromEntries(literals) }
}

const bashFields = ({ command, env, cwd }: BashSpec): Record<string, JsonValue> => ({
  bash_command: command,
  env: env ?? null,
  cwd: cwd ?? null,
})

/** More than Airflow's template fields: what is no string passes through templating unchanged. */
function triggerFields(draft: DagDraft, taskId: string, spec: TriggerDagRunSpec): Record<string, JsonValue> {
  const { logicalDate } = spec
  return {
    trigger_dag_id: spec.dagId,
    trigger_run_id: spec.triggerRunId ?? null,
    logical_date: logicalDate instanceof Date ? isoFormat(logicalDate.getTime()) : (logicalDate ?? null),
    conf: jsonObject(draft, { taskId, field: 'conf', value: spec.conf ?? {} }),
    wait_for_completion: spec.waitForCompletion ?? false,
    poke_interval: spec.pokeInterval ?? 60,
    reset_dag_run: spec.resetDagRun ?? false,
    allowed_states: atLeastOne(spec.allowedStates, 'success'),
    failed_states: spec.failedStates ?? ['failed'],
  }
}

/** Airflow takes an empty list of allowed states for one that was not given. */
const atLeastOne = (states: readonly string[] | undefined, fallback: string): readonly string[] =>
  states === undefined || states.length === 0 ? [fallback] : states

function exitCodes({ skipOnExitCode }: BashSpec): readonly number[] {
  if (skipOnExitCode === undefined) return [99]
  return [skipOnExitCode ?? []].flat()
}

/** A checked copy of params or conf. */
export function jsonObject(
  draft: DagDraft,
  { taskId, field, value }: { readonly taskId?: string; readonly field: string; readonly value: object },
): Record<string, JsonValue> {
  const where = taskId === undefined ? { dagId: draft.dagId } : { dagId: draft.dagId, taskId }
  const fail = (problem: string): never => {
    throw new InvalidDag(where, `${field} ${problem}`)
  }
  return jsonCopy(value, fail) as Record<string, JsonValue>
}
