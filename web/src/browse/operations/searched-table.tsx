import type { ReactNode } from 'react'
import { FilterBar, type FilterSpec } from '../../list/filter-bar.tsx'
import { ListEnd } from '../../list/list-end.tsx'
import { useListState } from '../../list/list-search.ts'
import { Empty } from '../../shell/notice.tsx'

interface SearchedTableProps {
  readonly total: number
  /** What to say where nothing has been recorded at all. */
  readonly none: string
  readonly heads: readonly string[]
  /** Its rows. */
  readonly children: ReactNode
}

const SEARCH: readonly FilterSpec[] = [{ name: 'search', kind: 'text', label: 'list.search' }]

/** A table that one searches, of what may never have been recorded. */
export function SearchedTable({ total, none, heads, children }: SearchedTableProps) {
  const [{ filters }] = useListState()
  if (total === 0 && filters['search'] === undefined) return <Empty>{none}</Empty>
  return (
    <>
      <FilterBar main={SEARCH} />
      {total > 0 && (
        <div className="table-frame">
          <table className="table dense">
            <thead>
              <tr>
                {heads.map(head => (
                  <th key={head}>{head}</th>
                ))}
              </tr>
            </thead>
            <tbody>{children}</tbody>
          </table>
        </div>
      )}
      <ListEnd total={total} />
    </>
  )
}
