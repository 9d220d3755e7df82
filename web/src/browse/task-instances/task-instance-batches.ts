import type { TFunction } from 'i18next'
import type { TaskInstanceLine } from '../../../../runtime/api/ui/contract/browse.ts'
import { path, send } from '../../api/client.ts'
import type { Batch, BatchStep } from '../../list/batch/batch.ts'
import { type MarkedState, type Options, type References, relatives } from '../../run/changes.ts'

type Lines = readonly TaskInstanceLine[]

/** Runs task instances again; those of one run are one request. */
export function clearTaskInstances(lines: Lines, t: TFunction): Batch {
  const byRun = [...Map.groupBy(lines, ({ dagId, runId }) => `${dagId}\0${runId}`).values()]
  return {
    title: t('batch.clearTasks', { count: lines.length }),
    explanation: t('clear.explain'),
    submit: t('clear.submit'),
    options: { downstream: true, upstream: false, past: false, future: false, onlyFailed: false },
    steps: byRun.map(ofRun => ({
      label: labelOf(ofRun),
      count: ofRun.length,
      apply: ({ options }) => clear(ofRun, options, false),
    })),
    preview: async options => {
      const answers = await Promise.all(byRun.map(ofRun => clear(ofRun, options, true)))
      return answers.flatMap(answer => answer.task_instances)
    },
  }
}

/** Gives these task instances, and no others, a state. */
export const markTaskInstances = (lines: Lines, state: MarkedState, t: TFunction): Batch => ({
  title: t('batch.markTasks', { count: lines.length, state }),
  explanation: t('mark.explain'),
  submit: t('mark.submit', { state }),
  options: {},
  steps: lines.map(
    (line): BatchStep => ({
      label: labelOf([line]),
      count: 1,
      apply: () => send('PATCH', addressOf(line), MARK[state]),
    }),
  ),
})

const MARK = {
  success: { new_state: 'success', dry_run: false },
  failed: { new_state: 'failed', dry_run: false },
} as const

function addressOf({ dagId, runId, taskId, mapIndex }: TaskInstanceLine): string {
  const address = path`/api/v1/dags/${dagId}/dagRuns/${runId}/taskInstances/${taskId}`
  return mapIndex < 0 ? address : `${address}/${mapIndex}`
}

function clear(ofRun: Lines, options: Options, isDryRun: boolean): Promise<References> {
  const { dagId, runId } = ofRun[0] as TaskInstanceLine
  return send<References>('POST', path`/api/v1/dags/${dagId}/clearTaskInstances`, {
    dry_run: isDryRun,
    dag_run_id: runId,
    task_ids: ofRun.map(({ taskId, mapIndex }) => (mapIndex < 0 ? taskId : [taskId, mapIndex])),
    only_failed: options.onlyFailed,
    reset_dag_runs: true,
    ...relatives(options),
  })
}

function labelOf(ofRun: Lines): string {
  const { dagId, runId } = ofRun[0] as TaskInstanceLine
  return [dagId, ofRun.map(taskName).join(', '), runId].join(' · ')
}

/** With its place in the mapping, where there is one. */
export const taskName = ({ taskId, mapIndex }: TaskInstanceLine): string =>
  mapIndex < 0 ? taskId : `${taskId} [${mapIndex}]`
