import { Option } from 'commander'
import type { Config } from '../../config/config.ts'
import { type Job, type JobType, listRunningJobs } from '../../db/job.ts'
import { systemClock } from '../../service/clock.ts'
import { hostName } from '../../service/host-name.ts'
import type { Call, Command } from '../frame/command.ts'
import { CommandFailed } from '../frame/errors.ts'
import { type Opened, withDatabase } from '../frame/open.ts'
import { wholeNumber } from '../frame/options.ts'

const JOB_TYPES: readonly JobType[] = ['SchedulerJob', 'LocalTaskJob', 'DagProcessorJob', 'TriggererJob', 'BackfillJob']

interface Options {
  readonly jobType?: JobType
  readonly hostname?: string
  readonly local?: boolean
  readonly limit: number
  readonly allowMultiple?: boolean
}

/** `airflow jobs check`: whether a job has a heartbeat that is fresh. */
export const command: Command<Options> = {
  options: [
    new Option('--job-type <type>', 'The type of job(s) that will be checked').choices(JOB_TYPES),
    new Option('--hostname <hostname>', 'The hostname of job(s) that will be checked'),
    new Option('--local', 'If passed, this command will only show jobs from the local host'),
    new Option('--limit <count>', 'The number of recent jobs that will be checked; 0 checks all')
      .argParser(wholeNumber)
      .default(1),
    new Option(
      '--allow-multiple',
      'If passed, this command will be successful even if multiple matching alive jobs are found',
    ),
  ],
  run: call => {
    refuseContradictions(call.options)
    return withDatabase(call, opened => check(call, opened))
  },
}

function refuseContradictions({ allowMultiple, limit, hostname, local }: Options): void {
  if (allowMultiple === true && limit <= 1)
    throw new CommandFailed('To use option --allow-multiple, you must set the limit to a value greater than 1.')
  if (hostname !== undefined && local === true)
    throw new CommandFailed("You can't use --hostname and --local at the same time")
}

async function check({ options }: Call<Options>, { db, config }: Opened): Promise<number> {
  const host = options.local === true ? hostName() : options.hostname
  const jobs = await listRunningJobs(db, options.jobType === undefined ? JOB_TYPES : [options.jobType])
  const newest = jobs
    .filter(job => host === undefined || job.hostname === host)
    .sort((a, b) => (b.latestHeartbeatMs ?? 0) - (a.latestHeartbeatMs ?? 0))
  const examined = options.limit > 0 ? newest.slice(0, options.limit) : newest
  const alive = examined.filter(job => isAlive(job, config)).length
  if (alive === 0) throw new CommandFailed('No alive jobs found.')
  if (alive > 1 && options.allowMultiple !== true)
    throw new CommandFailed(`Found ${alive} alive jobs. Expected only one.`)
  console.log(alive === 1 ? 'Found one alive job.' : `Found ${alive} alive jobs.`)
  return 0
}

/** Airflow's Job.is_alive: the scheduler has a threshold of its own, others 2.1 heartbeats. */
function isAlive(job: Job, config: Config): boolean {
  const ageMs = systemClock() - (job.latestHeartbeatMs ?? 0)
  if (job.jobType === 'SchedulerJob')
    return ageMs < config.integer('scheduler', 'scheduler_health_check_threshold') * 1000
  return ageMs < config.float('scheduler', 'job_heartbeat_sec') * 1000 * 2.1
}
