import type { ServerParts } from '../../api/route.ts'
import { type Attempt, attemptsOf, findAttempt, latestAttempts } from '../../db/attempt-rows.ts'
import { commandTaskName } from '../../queue/message/task-name.ts'
import type { ClusterState } from '../state/cluster-state.ts'
import type { TaskRecord } from '../state/task-record.ts'
import { taskOfAttempt } from './task-of-attempt.ts'

type Parts = Pick<ServerParts, 'config' | 'database'> & { readonly state: ClusterState }

/** A task, and the attempt that it is in the database. */
export interface FoundTask {
  readonly task: Readonly<TaskRecord>
  readonly attempt: Attempt | null
}

const MOST_TASKS = 1_000
const RUNS = 200

/** Takes over what ran before this process started, so that a restart hides nothing. */
export async function seedFromDatabase({ config, database, state }: Parts, maxTasks: number): Promise<void> {
  const taskName = commandTaskName(config.string('celery', 'celery_app_name'))
  const attempts = await latestAttempts(database.kysely, { most: Math.min(MOST_TASKS, maxTasks), runs: RUNS })
  state.seed(attempts.map(attempt => taskOfAttempt(attempt, taskName)))
}

/** From memory, or else from the database. */
export async function findTask({ config, database, state }: Parts, uuid: string): Promise<FoundTask | null> {
  const task = state.task(uuid)
  const attempt = await attemptOfTask(database, uuid, task)
  if (task !== undefined) return { task, attempt }
  if (attempt === null) return null
  return { task: taskOfAttempt(attempt, commandTaskName(config.string('celery', 'celery_app_name'))), attempt }
}

/** As findTask, for who needs no attempt: a task in memory costs no query. */
export async function findTaskAlone(parts: Parts, uuid: string): Promise<Readonly<TaskRecord> | null> {
  return parts.state.task(uuid) ?? (await findTask(parts, uuid))?.task ?? null
}

/** The attempts of these tasks by their ids, as far as the database has them. */
export async function attemptsByToken(
  { database }: Pick<Parts, 'database'>,
  tasks: readonly Readonly<TaskRecord>[],
): Promise<ReadonlyMap<string, Attempt>> {
  const attempts = await attemptsOf(
    database.kysely,
    tasks.flatMap(({ attempt }) => attempt ?? []),
  )
  return new Map(attempts.map(attempt => [attempt.token, attempt]))
}

/** By its key where the arguments tell it: that is quick. */
async function attemptOfTask(
  database: ServerParts['database'],
  uuid: string,
  task: Readonly<TaskRecord> | undefined,
): Promise<Attempt | null> {
  if (task?.attempt == null) return findAttempt(database.kysely, uuid)
  const attempts = await attemptsOf(database.kysely, [task.attempt])
  return attempts.find(({ token }) => token === uuid) ?? null
}
