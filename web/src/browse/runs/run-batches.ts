import type { TFunction } from 'i18next'
import type { RunLine } from '../../../../runtime/api/ui/contract/browse.ts'
import { path, send } from '../../api/client.ts'
import type { Batch, BatchInput } from '../../list/batch/batch.ts'
import type { References } from '../../run/changes.ts'

type Runs = readonly RunLine[]
type MarkedRunState = 'success' | 'failed' | 'queued'

/** Runs every task instance of the runs again. */
export const clearRuns = (runs: Runs, t: TFunction): Batch => ({
  title: t('batch.clearRuns', { count: runs.length }),
  explanation: t('clear.explain'),
  submit: t('clear.submit'),
  options: {},
  steps: stepsOf(runs, run => send('POST', `${addressOf(run)}/clear`, { dry_run: false })),
  preview: async () => (await Promise.all(runs.map(touchedBy))).flat(),
})

export const markRuns = (runs: Runs, state: MarkedRunState, t: TFunction): Batch => ({
  title: t('batch.markRuns', { count: runs.length, state }),
  explanation: t(`runs.${state}`),
  submit: t('mark.submit', { state }),
  options: {},
  steps: stepsOf(runs, run => send('PATCH', addressOf(run), { state })),
})

/** Writes the same note on each of them. */
export const noteRuns = (runs: Runs, t: TFunction): Batch => ({
  title: t('batch.noteRuns', { count: runs.length }),
  explanation: t('batch.noteExplain'),
  submit: t('batch.noteSubmit'),
  options: {},
  hasNote: true,
  steps: stepsOf(runs, (run, { note }) => send('PATCH', `${addressOf(run)}/setNote`, { note })),
})

export const deleteRuns = (runs: Runs, t: TFunction): Batch => ({
  title: t('batch.deleteRuns', { count: runs.length }),
  explanation: t('batch.deleteExplain'),
  submit: t('run.delete'),
  isDanger: true,
  options: {},
  steps: stepsOf(runs, run => send('DELETE', addressOf(run))),
})

const addressOf = ({ dagId, runId }: RunLine): string => path`/api/v1/dags/${dagId}/dagRuns/${runId}`

const touchedBy = async (run: RunLine) =>
  (await send<References>('POST', `${addressOf(run)}/clear`, { dry_run: true })).task_instances

const stepsOf = (runs: Runs, apply: (run: RunLine, input: BatchInput) => Promise<unknown>) =>
  runs.map(run => ({ label: `${run.dagId} · ${run.runId}`, count: 1, apply: (input: BatchInput) => apply(run, input) }))
