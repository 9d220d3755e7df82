import type { DagSpec } from '../model/dag.ts'
import { SlipstreamError } from '../model/errors.ts'
import type { Schedule } from '../model/schedule.ts'
import { parseSchedule, type ScheduleInput } from '../model/timetable.ts'
import { type Dag, draftOf } from './dag.ts'
import type { DagDraft } from './graph/draft.ts'
import type { DagOptions } from './options/dag-options.ts'
import { InvalidDag, InvalidDagSchedule } from './options/invalid-dag.ts'
import { checkAcyclic, checkComplete } from './serialization/complete.ts'
import type { DagDefaults } from './serialization/defaults.ts'
import { taskEdges } from './serialization/edges.ts'
import { jsonObject } from './serialization/operator.ts'
import { isGiven, taskSpec } from './serialization/task-spec.ts'

export interface SerializeOptions {
  /** Absolute path of the DAG file. */
  readonly fileloc: string
  /** The same below the dags folder, with `/`. */
  readonly relativeFileloc: string
  readonly defaults: DagDefaults
}

/** Everything about a DAG that scheduling and drawing need. Throws InvalidDag, which names the DAG and the task. */
export function serializeDag(dag: Dag, { fileloc, relativeFileloc, defaults }: SerializeOptions): DagSpec {
  const draft = draftOf(dag)
  checkComplete(draft)
  const { downstream } = taskEdges(draft)
  checkAcyclic(draft, downstream)
  const schedule = dagSchedule(draft, defaults)
  return {
    dagId: draft.dagId,
    fileloc,
    relativeFileloc,
    ...schedule,
    ...presentation(draft),
    ...limits(draft, schedule.schedule, defaults),
    params: jsonObject(draft, { field: 'params', value: draft.options.params ?? {} }),
    callbacks: { onSuccess: isGiven(draft.options.onSuccess), onFailure: isGiven(draft.options.onFailure) },
    taskGroups: [...draft.groups.values()],
    tasks: [...draft.tasks.values()].map(task =>
      taskSpec(draft, task, { defaults, downstreamTaskIds: downstream.get(task.taskId) ?? [] }),
    ),
  }
}

function presentation({ options }: DagDraft) {
  return {
    dagDisplayName: options.dagDisplayName ?? null,
    description: options.description ?? null,
    docMd: options.docMd ?? null,
    tags: [...new Set(options.tags)],
    isPausedUponCreation: options.isPausedUponCreation ?? null,
    failFast: options.failFast ?? false,
    accessControl: options.accessControl ?? null,
    renderTemplateAsNativeObj: options.renderTemplateAsNativeObj ?? false,
  }
}

function dagSchedule({ dagId, options }: DagDraft, defaults: DagDefaults) {
  const timezone = options.timezone ?? defaults.timezone
  try {
    return {
      schedule: parseSchedule(scheduleInput(options.schedule), timezone),
      timezone,
      startDateMs: options.startDate?.getTime() ?? null,
      endDateMs: options.endDate?.getTime() ?? null,
      catchup: options.catchup ?? defaults.catchup,
    }
  } catch (cause) {
    if (!(cause instanceof SlipstreamError)) throw cause
    throw new InvalidDagSchedule(dagId, { cause })
  }
}

function scheduleInput(schedule: DagOptions['schedule']): ScheduleInput {
  if (schedule === undefined || schedule === null) return null
  if (typeof schedule === 'string') return schedule
  const { days = 0, hours = 0, minutes = 0, seconds = 0 } = schedule
  return { ms: (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 }
}

function limits({ dagId, options }: DagDraft, schedule: Schedule, defaults: DagDefaults) {
  const maxActiveRuns = options.maxActiveRuns ?? defaults.maxActiveRuns
  if (schedule.type === 'continuous' && maxActiveRuns !== 1) {
    throw new InvalidDag({ dagId }, `schedule @continuous needs maxActiveRuns: 1, got ${maxActiveRuns}`)
  }
  const { dagrunTimeout } = options
  return {
    maxActiveTasks: options.maxActiveTasks ?? defaults.maxActiveTasks,
    maxActiveRuns,
    maxConsecutiveFailedDagRuns: options.maxConsecutiveFailedDagRuns ?? defaults.maxConsecutiveFailedDagRuns,
    dagrunTimeoutMs: dagrunTimeout === undefined ? null : dagrunTimeout * 1000,
  }
}
