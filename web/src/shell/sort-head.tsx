import { ArrowDown, ArrowUp } from 'lucide-react'

interface SortHeadProps {
  readonly label: string
  /** What the server calls the column; with a minus before it the order is turned round. */
  readonly by: string
  readonly sort: string
  readonly onSort: (sort: string) => void
}

/** The head of a column that the table can be ordered by. */
export function SortHead({ label, by, sort, onSort }: SortHeadProps) {
  const isSorted = sort === by || sort === `-${by}`
  const Arrow = sort === by ? ArrowUp : ArrowDown
  const direction = sort === by ? 'ascending' : 'descending'
  return (
    <th aria-sort={isSorted ? direction : 'none'}>
      <button type="button" className="sort" onClick={() => onSort(sort === by ? `-${by}` : by)}>
        {label}
        {isSorted && <Arrow size={13} aria-hidden />}
      </button>
    </th>
  )
}
