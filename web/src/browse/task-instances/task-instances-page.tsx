import { useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { TaskInstanceLine } from '../../../../runtime/api/ui/contract/browse.ts'
import { useEditableDags, useMay } from '../../api/session.ts'
import { SelectionBar } from '../../list/batch/selection-bar.tsx'
import { FilterBar, type FilterSpec } from '../../list/filter-bar.tsx'
import { ListEnd } from '../../list/list-end.tsx'
import { useListQuery } from '../../list/list-search.ts'
import { type RowSelection, useRowSelection } from '../../list/use-row-selection.ts'
import { MarkMenu } from '../../run/mark-menu.tsx'
import { STATES } from '../../states/states.ts'
import { clearTaskInstances, markTaskInstances } from './task-instance-batches.ts'
import { TASK_INSTANCE_FILTERS, taskInstanceListQuery } from './task-instance-list.ts'
import { TaskInstancesTable } from './task-instances-table.tsx'

const MAIN: readonly FilterSpec[] = [
  { name: 'search', kind: 'text', label: 'list.search' },
  { name: 'state', kind: 'states', options: STATES },
  { name: 'dag', kind: 'text', label: 'dags.name' },
  { name: 'task', kind: 'text', label: 'tasks.title' },
  { name: 'run', kind: 'text', label: 'run.title' },
]

const MORE: readonly FilterSpec[] = [
  { name: 'from', kind: 'time', label: 'tasks.from' },
  { name: 'to', kind: 'time', label: 'list.to' },
  { name: 'operator', kind: 'text', label: 'tasks.operator' },
  { name: 'pool', kind: 'text', label: 'tasks.pool' },
  { name: 'queue', kind: 'text', label: 'tasks.queue' },
  { name: 'hostname', kind: 'text', label: 'tasks.host' },
]

/** The task instances of all DAGs, those that started last first unless ordered otherwise. */
export function TaskInstancesPage() {
  const query = useListQuery(TASK_INSTANCE_FILTERS)
  const { data } = useSuspenseQuery(taskInstanceListQuery(query))
  const mayEditTasks = useMay('can_edit', 'Task Instances')
  const mayEditDag = useEditableDags()
  const mayEdit = ({ dagId }: TaskInstanceLine): boolean => mayEditTasks && mayEditDag(dagId)
  const selection = useRowSelection(data.taskInstances.filter(mayEdit), keyOf)
  return (
    <>
      <FilterBar main={MAIN} more={MORE} />
      {data.taskInstances.length > 0 && (
        <TaskInstancesTable lines={data.taskInstances} selection={selection} mayEdit={mayEdit} />
      )}
      <TaskSelectionBar selection={selection} />
      <ListEnd total={data.total} />
    </>
  )
}

const keyOf = ({ dagId, runId, taskId, mapIndex }: TaskInstanceLine): string =>
  [dagId, runId, taskId, mapIndex].join('\0')

function TaskSelectionBar({ selection }: { readonly selection: RowSelection<TaskInstanceLine> }) {
  const { t } = useTranslation()
  const { rows } = selection
  return (
    <SelectionBar selection={selection}>
      {open => (
        <>
          <button type="button" className="button" onClick={() => open(clearTaskInstances(rows, t))}>
            {t('run.clear')}
          </button>
          <MarkMenu states={['success', 'failed']} onMark={state => open(markTaskInstances(rows, state, t))} />
        </>
      )}
    </SelectionBar>
  )
}
