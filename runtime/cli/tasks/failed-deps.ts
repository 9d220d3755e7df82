import { dependencyFacts } from '../../db/dependency-facts.ts'
import { unmetDependencies } from '../../model/unmet-dependencies.ts'
import { systemClock } from '../../service/clock.ts'
import type { Call, Command } from '../frame/command.ts'
import { type Opened, withDatabase } from '../frame/open.ts'
import { type SubdirOptions, subdirOption } from '../frame/options.ts'
import { requireDag, requireTask } from '../lookup/find-dag.ts'
import { requireRun } from '../lookup/find-run.ts'
import { type MapIndexOptions, mapIndexOption } from './map-index.ts'

/** `airflow tasks failed-deps DAG TASK DATE|RUN_ID`: why a task instance is not queued. */
export const command: Command<SubdirOptions & MapIndexOptions> = {
  positionals: ['<dag_id>', '<task_id>', '<logical_date_or_run_id>'],
  options: [subdirOption(), mapIndexOption()],
  run: call =>
    withDatabase(call, async opened => {
      const reasons = await failedDeps(call, opened)
      if (reasons.length === 0) console.log('Task instance dependencies are all met.')
      else console.log(['Task instance dependencies not met:', ...reasons].join('\n'))
      return 0
    }),
}

/** One line for each thing that stands in the way. @throws DagNotFound, TaskNotFound, DagRunNotFound */
export async function failedDeps(call: Call<MapIndexOptions>, { db, ...opened }: Opened): Promise<string[]> {
  const [dagId = '', taskId = '', date = ''] = call.args
  requireTask(await requireDag(db, dagId), taskId)
  const facts = await dependencyFacts(db, {
    run: await requireRun({ db, ...opened }, dagId, date),
    taskId,
    mapIndex: call.options.mapIndex,
    nowMs: systemClock(),
    maxTaskRetryDelayMs: opened.config.integer('core', 'max_task_retry_delay') * 1000,
  })
  return unmetDependencies(facts).map(({ name, reason }) => `${name}: ${reason}`)
}
