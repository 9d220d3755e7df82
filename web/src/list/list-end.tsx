import { useTranslation } from 'react-i18next'
import { Empty } from '../shell/notice.tsx'
import { Paging } from '../shell/paging.tsx'
import { PAGE_SIZE, useListState } from './list-search.ts'

/** What stands below a list: how many there are, the way to the other pages, or that there is nothing. */
export function ListEnd({ total }: { readonly total: number }) {
  const { t } = useTranslation()
  const [{ offset, filters }, change] = useListState()
  if (total === 0) {
    const isNarrowed = Object.values(filters).some(value => value !== undefined)
    return <Empty>{t(isNarrowed ? 'list.nothing' : 'app.none')}</Empty>
  }
  if (total <= PAGE_SIZE && offset === 0) return <p className="soft list-total">{t('list.total', { count: total })}</p>
  return <Paging offset={offset} limit={PAGE_SIZE} total={total} onOffset={next => change({ offset: next })} />
}
