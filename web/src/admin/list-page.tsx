import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Empty } from '../shell/notice.tsx'
import { Paging } from '../shell/paging.tsx'
import { SearchField } from '../shell/search-field.tsx'
import { PAGE_SIZE, useListSearch } from './list-search.ts'

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
  const [{ search, offset = 0 }, change] = useListSearch()
  return (
    <>
      <div className="page-head">
        {searchLabel !== null && (
          <SearchField label={searchLabel} search={search} onSearch={next => change({ search: next })} />
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
