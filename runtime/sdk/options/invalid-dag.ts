import { SlipstreamError } from '../../model/errors.ts'

/** A DAG file declares something that cannot be scheduled; the message names the DAG, the task and what was expected. */
export class InvalidDag extends SlipstreamError {
  override readonly name: string = 'InvalidDag'
  readonly dagId: string
  readonly taskId: string | null

  constructor(where: { readonly dagId: string; readonly taskId?: string }, problem: string, options?: ErrorOptions) {
    super(`DAG "${where.dagId}"${where.taskId === undefined ? '' : `, task "${where.taskId}"`}: ${problem}`, options)
    this.dagId = where.dagId
    this.taskId = where.taskId ?? null
  }
}

/** The schedule or the time zone of a DAG means nothing; the cause says what is wrong with it. */
export class InvalidDagSchedule extends InvalidDag {
  override readonly name: string = 'InvalidDagSchedule'

  constructor(dagId: string, { cause }: { readonly cause: SlipstreamError }) {
    super({ dagId }, cause.message, { cause })
  }
}

/** The tasks wait for each other in a circle. */
export class DagCycle extends InvalidDag {
  override readonly name: string = 'DagCycle'
  readonly path: readonly string[]

  constructor(dagId: string, path: readonly string[]) {
    super({ dagId }, `the tasks form a cycle: ${path.join(' -> ')}. Remove one of these edges`)
    this.path = path
  }
}

/** The file declares tasks that it never places in the DAG. */
export class TaskNotCalled extends InvalidDag {
  override readonly name: string = 'TaskNotCalled'

  constructor(dagId: string, taskIds: readonly string[]) {
    super(
      { dagId },
      `declared but never called: ${taskIds.join(', ')}. dag.task(...) returns a function; call it exactly once to place the task`,
    )
  }
}
