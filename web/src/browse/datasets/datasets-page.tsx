import { useSuspenseQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { FilterBar, type FilterSpec } from '../../list/filter-bar.tsx'
import { ListEnd } from '../../list/list-end.tsx'
import { useListQuery, useListState } from '../../list/list-search.ts'
import { Empty, Loading } from '../../shell/notice.tsx'
import { Segments } from '../../shell/segments.tsx'
import { DATASET_FILTERS, datasetsQuery } from './dataset-list.ts'
import { DatasetPanel } from './dataset-panel.tsx'
import { DatasetTable } from './dataset-table.tsx'
import './datasets.css'

const DatasetGraph = lazy(async () => ({ default: (await import('./dataset-graph.tsx')).DatasetGraph }))

const SEARCH: readonly FilterSpec[] = [{ name: 'search', kind: 'text', label: 'list.search' }]

/** What tasks produce and DAGs wait for, as a list or as a graph. */
export function DatasetsPage() {
  const { t } = useTranslation()
  const [{ filters }, change] = useListState()
  const { data } = useSuspenseQuery(datasetsQuery(useListQuery(DATASET_FILTERS)))
  const { uri } = filters
  const choose = (next: string | undefined): void => change({ filters: { uri: next } })
  if (data.total === 0 && filters['search'] === undefined) return <Empty>{t('datasets.none')}</Empty>
  return (
    <>
      <div className="filters">
        <FilterBar main={SEARCH} />
        <ViewSwitch view={filters['view']} onView={view => change({ filters: { view } })} />
      </div>
      <div className={uri === undefined ? 'datasets' : 'datasets with-panel'}>
        <div className="stack">
          {filters['view'] === 'graph' ? (
            <Suspense fallback={<Loading />}>
              <DatasetGraph datasets={data.datasets} chosen={uri} onChoose={choose} />
            </Suspense>
          ) : (
            <DatasetTable datasets={data.datasets} chosen={uri} onChoose={choose} />
          )}
          <ListEnd total={data.total} />
        </div>
        {uri !== undefined && (
          <Suspense fallback={<Loading />}>
            <DatasetPanel key={uri} uri={uri} onClose={() => choose(undefined)} />
          </Suspense>
        )}
      </div>
    </>
  )
}

interface ViewSwitchProps {
  readonly view: string | undefined
  readonly onView: (view: string | undefined) => void
}

function ViewSwitch({ view, onView }: ViewSwitchProps) {
  const { t } = useTranslation()
  return (
    <Segments
      legend={t('datasets.view')}
      values={[undefined, 'graph']}
      chosen={view}
      textOf={one => t(one === undefined ? 'datasets.list' : 'datasets.graph')}
      onChoose={onView}
    />
  )
}
