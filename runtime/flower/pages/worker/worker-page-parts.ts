import type { WorkerAnswers } from '../../cluster/inspector.ts'
import type { WorkerRecord } from '../../state/worker-record.ts'
import type { FormFrame } from '../frame/action-form.ts'

/** What the page of a worker is made of. */
export interface WorkerPageParts {
  readonly name: string
  /** Null for a worker that answers but whose events were not heard. */
  readonly worker: Readonly<WorkerRecord> | null
  readonly answers: Partial<WorkerAnswers>
  readonly isAlive: boolean
  readonly prefix: string
  /** Null for visitors who may not act. */
  readonly forms: FormFrame | null
}
