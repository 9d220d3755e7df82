import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { PAGE_SIZE, useListState } from '../list/list-search.ts'
import { Empty } from '../shell/notice.tsx'
import { Paging } from '../shell/paging.tsx'
import { SearchField } from '../shell/search-field.tsx'

interface ListPageProps {
  readonly list: { readonly total: number; readonly all: number }
  /** Null for a list that is not searched. */
  readonly searchLabel: string | null
  /** Said instead of a list that would be empty without a search, too. */
  readonly noneYet: string
  /** Buttons beside the search. */
  readonly tools: ReactNode
  /** The table, and dialogs over it. */
  readonly children: ReactNode
}

/** A list that can be searched, a page at a time. */
export function ListPage({ list, searchLabel, noneYet, tools, children }: ListPageProps) {
  const { t } = useTranslation()
  const [{ filters, offset }, change] = useListState()
  return (
    <>
      <div className="page-head">
        {searchLabel !== null && (
          <SearchField
            label={searchLabel}
            search={filters['search']}
            onSearch={search => change({ filters: { search } })}
          />
        )}
        <span className="spring" />
        {tools}
      </div>
      {list.total === 0 && <Empty>{list.all === 0 ? noneYet : t('admin.noMatch')}</Empty>}
      {children}
      <Paging offset={offset} limit={PAGE_SIZE} total={list.total} onOffset={next => change({ offset: next })} />
    </>
  )
}
