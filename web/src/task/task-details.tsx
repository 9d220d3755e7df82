import type { TaskPanel } from '../../../runtime/api/ui/contract/task.ts'
import { path } from '../api/client.ts'
import { NoteField } from '../run/note-field.tsx'
import { TaskFacts } from './task-facts.tsx'

/** What is known of a task instance besides its log, and what people wrote of it. */
export const TaskDetails = ({ task }: { readonly task: TaskPanel }) => (
  <div className="stack">
    <NoteField dagId={task.dagId} note={task.note} address={noteAddress(task)} />
    {task.docMd !== null && <pre className="text-block">{task.docMd}</pre>}
    <TaskFacts task={task} />
  </div>
)

/** Task instances of mapped tasks have one of their own. */
function noteAddress({ dagId, runId, taskId, mapIndex }: TaskPanel): string {
  const instance = path`/api/v1/dags/${dagId}/dagRuns/${runId}/taskInstances/${taskId}`
  return mapIndex < 0 ? `${instance}/setNote` : `${instance}/${mapIndex}/setNote`
}
