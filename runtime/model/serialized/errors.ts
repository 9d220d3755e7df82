import { SlipstreamError } from '../errors.ts'

/** The JSON of a serialized DAG is of another version, or misses what every version has. */
export class UnreadableSerializedDag extends SlipstreamError {
  override readonly name = 'UnreadableSerializedDag'

  constructor(dagId: string, problem: string) {
    super(`The serialized DAG ${dagId} cannot be read: ${problem}. Parse it again with: airflow dags reserialize`)
  }
}
