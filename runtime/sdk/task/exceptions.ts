import { SlipstreamError } from '../../model/errors.ts'

/** Thrown by a handler: the task is skipped. */
export class AirflowSkipException extends SlipstreamError {
  override readonly name = 'AirflowSkipException'
}

/** Thrown by a handler: the task fails at once, whatever retries are left. */
export class AirflowFailException extends SlipstreamError {
  override readonly name = 'AirflowFailException'
}
