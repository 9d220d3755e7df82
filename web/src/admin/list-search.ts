import { useNavigate, useSearch } from '@tanstack/react-router'

/** Which part of a list is shown, kept in the address so that it can be linked to. */
export interface ListSearch {
  readonly search?: string | undefined
  readonly offset?: number | undefined
}

export const PAGE_SIZE = 50

/** Reads the search part of an address; what it does not know it leaves out. */
export const readListSearch = ({ search, offset }: Readonly<Record<string, unknown>>): ListSearch => ({
  search: search === undefined || search === '' ? undefined : String(search),
  offset: Number.isInteger(offset) && Number(offset) > 0 ? Number(offset) : undefined,
})

/** That of the address, and how to change it: another search begins at its first page. */
export function useListSearch(): [ListSearch, (change: ListSearch) => void] {
  const shown: ListSearch = useSearch({ strict: false })
  const navigate = useNavigate()
  const change = (changes: ListSearch): void =>
    void navigate({ to: '.', search: { ...shown, offset: undefined, ...changes }, replace: true })
  return [shown, change]
}

/** The query of a route that answers a list. */
export function listQuery({ search, offset = 0 }: ListSearch): string {
  const query = new URLSearchParams({ limit: String(PAGE_SIZE), offset: String(offset) })
  if (search !== undefined) query.set('search', search)
  return query.toString()
}
