import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { SlaMissList } from '../../../../runtime/api/ui/contract/operations.ts'
import { SEARCH_FILTER, useListQuery } from '../../list/list-search.ts'
import { DateTime } from '../../time/time.tsx'
import { operationsQuery } from './operation-lists.ts'
import { SearchedTable } from './searched-table.tsx'

/** The tasks that had not succeeded within their SLA, the newest first. */
export function SlaMissesPage() {
  const { t } = useTranslation()
  const { data } = useSuspenseQuery(operationsQuery<SlaMissList>('sla-misses', useListQuery(SEARCH_FILTER)))
  return (
    <SearchedTable
      total={data.total}
      none={t('slaMisses.none')}
      heads={[t('dags.name'), t('tasks.title'), t('run.logicalDate'), t('slaMisses.at'), t('slaMisses.email')]}
    >
      {data.misses.map(({ dagId, taskId, logicalDateMs, atMs, isEmailSent }) => (
        <tr key={`${dagId} ${taskId} ${logicalDateMs}`}>
          <td>
            <Link to="/dags/$dagId" params={{ dagId }}>
              {dagId}
            </Link>
          </td>
          <td>{taskId}</td>
          <td className="number">
            <DateTime ms={logicalDateMs} />
          </td>
          <td className="number">
            <DateTime ms={atMs} />
          </td>
          <td>{t(isEmailSent ? 'details.yes' : 'details.no')}</td>
        </tr>
      ))}
    </SearchedTable>
  )
}
