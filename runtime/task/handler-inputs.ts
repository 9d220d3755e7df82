import type { Db } from '../db/tables.ts'
import { findTaskInstance } from '../db/task-instance.ts'
import { getXCom } from '../db/xcom.ts'
import type { AttemptRequest } from '../model/attempt.ts'
import type { TaskInput } from '../model/dag.ts'
import { SlipstreamError } from '../model/errors.ts'
import type { JsonValue } from '../model/keys.ts'
import type { RenderedTask } from './render.ts'

/** An argument is fed by a task that succeeded without a value. */
export class MissingInput extends SlipstreamError {
  override readonly name = 'MissingInput'

  constructor(argument: string, taskId: string) {
    super(
      `Argument "${argument}" takes the value of task "${taskId}", which pushed none. Return a value there, or order the tasks with before()`,
    )
  }
}

/** The named arguments of a handler: literals as rendered, and the values of upstream tasks from XCom. */
export async function handlerInputs(
  db: Db,
  request: AttemptRequest,
  rendered: RenderedTask,
): Promise<Readonly<Record<string, JsonValue>>> {
  const literals = rendered.fields['op_kwargs'] as Readonly<Record<string, JsonValue>> | undefined
  const inputs: Record<string, JsonValue> = {}
  for (const [argument, input] of Object.entries(request.task.inputs)) {
    inputs[argument] =
      input.type === 'literal'
        ? literalOf(literals, argument, input.value)
        : await pulled(db, request, { argument, input })
  }
  return inputs
}

/** A template may become null. */
const literalOf = (
  rendered: Readonly<Record<string, JsonValue>> | undefined,
  argument: string,
  written: JsonValue,
): JsonValue =>
  rendered !== undefined && Object.hasOwn(rendered, argument) ? (rendered[argument] as JsonValue) : written

interface Pull {
  readonly argument: string
  readonly input: Extract<TaskInput, { type: 'xcom' }>
}

/** A skipped upstream has no value: null, as Python's xcom_pull gives None. */
async function pulled(db: Db, request: AttemptRequest, { argument, input }: Pull): Promise<JsonValue> {
  const upstream = { dagId: request.dagId, runId: request.runId, taskId: input.taskId, mapIndex: -1 }
  const value = await getXCom(db, { ...upstream, key: input.key })
  if (value !== undefined) return value
  const instance = await findTaskInstance(db, upstream)
  if (instance?.state === 'success') throw new MissingInput(argument, input.taskId)
  return null
}
