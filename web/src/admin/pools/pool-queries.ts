import { queryOptions, useQueryClient } from '@tanstack/react-query'
import { get, path, send } from '../../api/client.ts'
import { PAGE_SIZE } from '../../list/list-search.ts'

/** Airflow's Pool; -1 slots are no limit, and as many are open. */
export interface Pool {
  readonly name: string
  readonly slots: number
  readonly occupied_slots: number
  readonly running_slots: number
  readonly queued_slots: number
  readonly scheduled_slots: number
  readonly deferred_slots: number
  readonly open_slots: number
  readonly description: string | null
  readonly include_deferred: boolean
}

interface PoolPage {
  readonly pools: readonly Pool[]
  readonly total_entries: number
}

/** What is sent: numbers as they were typed, the server says what it expected. */
export interface PoolBody {
  readonly name: string
  readonly slots: number | string | null
  readonly description: string | null
  readonly include_deferred: boolean
}

/** Cannot be renamed or deleted. */
export const DEFAULT_POOL = 'default_pool'

const KEY = ['pools']
const FRESH_MS = 5000

export const poolsQuery = (offset: number) =>
  queryOptions({
    queryKey: [...KEY, offset],
    queryFn: ({ signal }) => get<PoolPage>(`/api/v1/pools?order_by=name&limit=${PAGE_SIZE}&offset=${offset}`, signal),
    refetchInterval: FRESH_MS,
  })

export const addPool = (body: PoolBody) => send('POST', '/api/v1/pools', body)

export const changePool = (name: string, body: PoolBody) => send('PATCH', path`/api/v1/pools/${name}`, body)

export const deletePool = (name: string) => send('DELETE', path`/api/v1/pools/${name}`)

/** Shows what is there now, after a change. */
export function useFreshPools(): () => Promise<void> {
  const queries = useQueryClient()
  return () => queries.invalidateQueries({ queryKey: KEY })
}
