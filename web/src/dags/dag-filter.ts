import { useNavigate, useSearch } from '@tanstack/react-router'

/** What the DAG list shows, kept in the address so that it can be linked to. */
export interface DagFilter {
  readonly search?: string | undefined
  readonly show?: Show | undefined
  readonly tag?: string | undefined
  readonly owner?: string | undefined
  readonly sort?: Sort | undefined
  readonly offset?: number | undefined
}

export const SHOWS = ['all', 'active', 'paused', 'running', 'failed'] as const
export type Show = (typeof SHOWS)[number]

export const SORTS = ['dag_id', '-dag_id', 'next_dagrun', '-next_dagrun'] as const
export type Sort = (typeof SORTS)[number]

export const PAGE_SIZE = 50

/** Reads the search part of an address; what it does not know it leaves out. */
export const readFilter = (given: Readonly<Record<string, unknown>>): DagFilter => ({
  search: textOf(given['search']),
  show: SHOWS.find(show => show === given['show']),
  tag: textOf(given['tag']),
  owner: textOf(given['owner']),
  sort: SORTS.find(sort => sort === given['sort']),
  offset: Number.isInteger(given['offset']) && Number(given['offset']) > 0 ? Number(given['offset']) : undefined,
})

/** The filter of the address, and how to change it: another filter begins at its first page. */
export function useFilter(): [DagFilter, (change: DagFilter) => void] {
  const filter: DagFilter = useSearch({ from: '/dags' })
  const navigate = useNavigate({ from: '/dags' })
  const change = (changes: DagFilter): void =>
    void navigate({ search: before => ({ ...before, offset: undefined, ...changes }), replace: true })
  return [filter, change]
}

/** The query of /ui/dags for one page of the list. */
export const queryOf = ({ sort = 'dag_id', offset = 0, ...filter }: DagFilter): string =>
  `${new URLSearchParams({ limit: String(PAGE_SIZE), offset: String(offset), order_by: sort })}&${filterQueryOf(filter)}`

/** That part of it that says which DAGs are meant. */
export function filterQueryOf({ search, show = 'all', tag, owner }: DagFilter): string {
  const query = new URLSearchParams()
  if (search !== undefined) query.set('search', search)
  if (tag !== undefined) query.set('tags', tag)
  if (owner !== undefined) query.set('owner', owner)
  if (show === 'active' || show === 'paused') query.set('paused', String(show === 'paused'))
  if (show === 'running' || show === 'failed') query.set('runs', show)
  return query.toString()
}

const textOf = (given: unknown): string | undefined => (given === undefined || given === '' ? undefined : String(given))
