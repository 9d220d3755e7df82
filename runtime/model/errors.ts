/** The root of every error that we can explain to a user: its message is one line with what to do next. */
export class SlipstreamError extends Error {
  override readonly name: string = 'SlipstreamError'
}

/** No serialized DAG of that id is in the metadata database. */
export class DagNotFound extends SlipstreamError {
  override readonly name = 'DagNotFound'
  readonly dagId: string

  constructor(dagId: string) {
    super(`Dag id ${dagId} not found in DagModel. List the known ones with: airflow dags list`)
    this.dagId = dagId
  }
}

/** The DAG exists, the task does not. */
export class TaskNotFound extends SlipstreamError {
  override readonly name = 'TaskNotFound'

  constructor(dagId: string, taskId: string) {
    super(`Task ${taskId} not found in dag ${dagId}. List its tasks with: airflow tasks list ${dagId}`)
  }
}

/** A DAG run with this run_id or logical date exists already. */
export class DagRunAlreadyExists extends SlipstreamError {
  override readonly name = 'DagRunAlreadyExists'
  readonly dagId: string
  readonly runId: string

  constructor(dagId: string, runId: string, logicalDate: string) {
    super(`A Dag Run already exists for dag id ${dagId} at ${logicalDate} with run id ${runId}`)
    this.dagId = dagId
    this.runId = runId
  }
}

/** No DAG run of that id. */
export class DagRunNotFound extends SlipstreamError {
  override readonly name = 'DagRunNotFound'

  constructor(dagId: string, runId: string) {
    super(
      `DagRun for ${dagId} with run_id or logical date ${runId} not found. List runs with: airflow dags list-runs -d ${dagId}`,
    )
  }
}
