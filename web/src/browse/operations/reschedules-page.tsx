import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { RescheduleLine, RescheduleList } from '../../../../runtime/api/ui/contract/operations.ts'
import { SEARCH_FILTER, useListQuery } from '../../list/list-search.ts'
import { DateTime, Duration } from '../../time/time.tsx'
import { operationsQuery } from './operation-lists.ts'
import { SearchedTable } from './searched-table.tsx'

/** The tries that gave their slot back until later, the newest first. */
export function ReschedulesPage() {
  const { t } = useTranslation()
  const { data } = useSuspenseQuery(operationsQuery<RescheduleList>('reschedules', useListQuery(SEARCH_FILTER)))
  return (
    <SearchedTable
      total={data.total}
      none={t('reschedules.none')}
      heads={[
        t('dags.name'),
        t('tasks.title'),
        t('run.title'),
        t('tasks.try'),
        t('run.start'),
        t('run.duration'),
        t('reschedules.until'),
      ]}
    >
      {data.reschedules.map(line => (
        <RescheduleRow key={line.id} line={line} />
      ))}
    </SearchedTable>
  )
}

function RescheduleRow({ line }: { readonly line: RescheduleLine }) {
  const params = { dagId: line.dagId }
  return (
    <tr>
      <td>
        <Link to="/dags/$dagId" params={params}>
          {line.dagId}
        </Link>
      </td>
      <td>
        <Link to="/dags/$dagId" params={params} search={{ run: line.runId, task: line.taskId }}>
          {line.taskId}
        </Link>
      </td>
      <td className="cell-id" title={line.runId}>
        {line.runId}
      </td>
      <td className="number">{line.tryNumber}</td>
      <td className="number">
        <DateTime ms={line.startMs} />
      </td>
      <td>
        <Duration startMs={line.startMs} endMs={line.endMs} />
      </td>
      <td className="number">
        <DateTime ms={line.rescheduleMs} />
      </td>
    </tr>
  )
}
