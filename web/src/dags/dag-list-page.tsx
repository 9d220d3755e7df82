import { useSuspenseQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DagLine } from '../../../runtime/api/ui/contract/dag-list.ts'
import { dagListQuery } from '../api/queries.ts'
import { useSession } from '../api/session.ts'
import { ImportErrorsBanner } from '../browse/import-errors/import-errors-banner.tsx'
import { TriggerDialog } from '../run/trigger-dialog.tsx'
import { Empty } from '../shell/notice.tsx'
import { Paging } from '../shell/paging.tsx'
import { BulkPause } from './bulk-pause.tsx'
import { filterQueryOf, PAGE_SIZE, queryOf, useFilter } from './dag-filter.ts'
import { DagFilters } from './dag-filters.tsx'
import { DagTable } from './dag-table.tsx'
import './dags.css'

/** Every DAG with its last runs. */
export function DagListPage() {
  const { t } = useTranslation()
  const [filter, change] = useFilter()
  const { data } = useSuspenseQuery(dagListQuery(useDeferredValue(queryOf(filter))))
  const [triggered, setTriggered] = useState<DagLine | null>(null)
  const [isPausing, setIsPausing] = useState(false)
  const mayEdit = useSession().user?.permissions.some(one => one.startsWith('can_edit DAG')) ?? false
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('dags.title')}</h1>
        <DagFilters list={data} />
        {mayEdit && (
          <button type="button" className="button" onClick={() => setIsPausing(true)}>
            {t('bulk.button')}
          </button>
        )}
      </header>
      <ImportErrorsBanner />
      {data.dags.length === 0 ? (
        <Empty>{t(data.counts.all === 0 ? 'dags.noneYet' : 'dags.empty')}</Empty>
      ) : (
        <DagTable dags={data.dags} onTrigger={setTriggered} />
      )}
      <Paging
        offset={filter.offset ?? 0}
        limit={PAGE_SIZE}
        total={data.total}
        onOffset={offset => change({ offset })}
      />
      {isPausing && <BulkPause query={filterQueryOf(filter)} onClose={() => setIsPausing(false)} />}
      {triggered && <TriggerDialog dagId={triggered.dagId} onClose={() => setTriggered(null)} />}
    </div>
  )
}
