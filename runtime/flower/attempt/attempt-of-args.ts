import { parseAirflowCommand } from '../../queue/message/airflow-command.ts'
import { textsInRepr } from './python-literal.ts'

/** What of Airflow a Celery task runs; `runId` is the execution date where Airflow 1.10 sent it. */
export interface AttemptName {
  readonly dagId: string
  readonly taskId: string
  readonly runId: string
  /** -1 for a task that is not mapped. */
  readonly mapIndex: number
}

/** Reads the arguments of a task as events show them, Python's repr of `[[command]]`; null when they are no Airflow command. */
export function attemptOfArgs(args: string | null): AttemptName | null {
  const words = textsInRepr(args ?? '')
  try {
    const { dagId, taskId, run, mapIndex } = parseAirflowCommand(words.slice(words.indexOf('airflow')))
    return { dagId, taskId, runId: 'runId' in run ? run.runId : run.executionDate, mapIndex }
  } catch {
    return null
  }
}
