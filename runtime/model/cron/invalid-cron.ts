import { SlipstreamError } from '../errors.ts'

/** A cron expression that croniter (the library behind Airflow's schedules) would not read either. */
export class InvalidCron extends SlipstreamError {
  override readonly name = 'InvalidCron'
  readonly expression: string

  constructor(expression: string, problem: string) {
    super(`Cron expression "${expression}" is not valid: ${problem}`)
    this.expression = expression
  }
}
