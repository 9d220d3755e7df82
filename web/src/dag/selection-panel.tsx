import { lazy, Suspense } from 'react'
import type { DagPage } from '../../../runtime/api/ui/contract/dag.ts'
import { RunPanel } from '../run/run-panel.tsx'
import { Loading } from '../shell/notice.tsx'
import { useSelection } from './selection.ts'

const TaskPanel = lazy(async () => ({ default: (await import('../task/task-panel.tsx')).TaskPanel }))

/** What is selected on the pages of a DAG, if anything is. */
export function SelectionPanel({ dag }: { readonly dag: DagPage }) {
  const [{ run, task, map }] = useSelection()
  if (run === undefined) return null
  const isTask = task !== undefined && !dag.groups.some(group => group.groupId === task)
  return (
    <Suspense fallback={<Loading />}>
      {isTask ? (
        <TaskPanel
          key={`${run} ${task} ${map}`}
          place={{ dagId: dag.dagId, runId: run, taskId: task, mapIndex: map }}
        />
      ) : (
        <RunPanel key={run} dagId={dag.dagId} runId={run} />
      )}
    </Suspense>
  )
}
