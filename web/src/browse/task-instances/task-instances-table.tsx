import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { TaskInstanceLine } from '../../../../runtime/api/ui/contract/browse.ts'
import type { Phrase } from '../../language/en.ts'
import { ListSortHead } from '../../list/list-sort-head.tsx'
import { SelectCell, SelectHead } from '../../list/select-cells.tsx'
import type { RowSelection } from '../../list/use-row-selection.ts'
import { StateBadge } from '../../states/state-badge.tsx'
import { DateTime, Duration } from '../../time/time.tsx'
import { taskName } from './task-instance-batches.ts'

interface TaskInstancesTableProps {
  readonly lines: readonly TaskInstanceLine[]
  readonly selection: RowSelection<TaskInstanceLine>
  readonly mayEdit: (line: TaskInstanceLine) => boolean
}

const COLUMNS: readonly (readonly [label: Phrase, by: string])[] = [
  ['run.state', 'state'],
  ['dags.name', 'dag_id'],
  ['tasks.title', 'task_id'],
  ['run.title', 'run_id'],
  ['run.start', 'start_date'],
  ['run.duration', 'duration'],
  ['tasks.try', 'try_number'],
  ['tasks.operator', 'operator'],
  ['tasks.pool', 'pool'],
  ['tasks.queue', 'queue'],
  ['tasks.host', 'hostname'],
]

/** Task instances, one a line. */
export function TaskInstancesTable({ lines, selection, mayEdit }: TaskInstancesTableProps) {
  const { t } = useTranslation()
  const isSelectable = lines.some(mayEdit)
  return (
    <div className="table-frame">
      <table className="table dense">
        <thead>
          <tr>
            {isSelectable && <SelectHead selection={selection} />}
            {COLUMNS.map(([label, by]) => (
              <ListSortHead key={by} label={t(label)} by={by} initial="-start_date" />
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(line => (
            <tr key={[line.dagId, line.runId, line.taskId, line.mapIndex].join(' ')}>
              {isSelectable && (
                <SelectCell
                  selection={selection}
                  row={line}
                  name={`${taskName(line)}, ${line.runId}`}
                  isSelectable={mayEdit(line)}
                />
              )}
              <TaskInstanceCells line={line} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function TaskInstanceCells({ line }: { readonly line: TaskInstanceLine }) {
  const { dagId, runId, taskId } = line
  return (
    <>
      <td>
        <StateBadge state={line.state} />
      </td>
      <td>
        <Link to="/dags/$dagId" params={{ dagId }}>
          {dagId}
        </Link>
      </td>
      <td>
        <Link to="/dags/$dagId" params={{ dagId }} search={{ run: runId, task: taskId }}>
          {taskName(line)}
        </Link>
      </td>
      <td className="cell-id" title={runId}>
        <Link to="/dags/$dagId" params={{ dagId }} search={{ run: runId }}>
          {runId}
        </Link>
      </td>
      <td className="number">
        <DateTime ms={line.startMs} />
      </td>
      <td>
        <Duration startMs={line.startMs} endMs={line.endMs} />
      </td>
      <td className="number">{line.tryNumber}</td>
      <td className="soft">{line.operator}</td>
      <td className="soft">{line.pool}</td>
      <td className="soft">{line.queue}</td>
      <td className="soft">{line.hostname}</td>
    </>
  )
}
