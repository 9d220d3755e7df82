import { SortHead } from '../shell/sort-head.tsx'
import { useListState } from './list-search.ts'

interface ListSortHeadProps {
  readonly label: string
  readonly by: string
  /** The order of a list that nobody has ordered. */
  readonly initial: string
}

/** Orders the list of this address by a column. */
export function ListSortHead({ label, by, initial }: ListSortHeadProps) {
  const [{ sort = initial }, change] = useListState()
  return <SortHead label={label} by={by} sort={sort} onSort={next => change({ sort: next })} />
}
