import { queryOptions, useQueryClient } from '@tanstack/react-query'
import type { ConnectionList } from '../../../../runtime/api/ui/contract/connections.ts'
import { get, path, send } from '../../api/client.ts'
import { SLOW_MS } from '../../api/queries.ts'
import type { ConnectionBody } from './connection-body.ts'

const KEY = ['connections']

export const connectionsQuery = (query: string) =>
  queryOptions({
    queryKey: [...KEY, query],
    queryFn: ({ signal }) => get<ConnectionList>(`/ui/connections?${query}`, signal),
    refetchInterval: SLOW_MS,
  })

export const addConnection = (body: ConnectionBody) => send('POST', '/api/v1/connections', body)

export const changeConnection = (connId: string, body: ConnectionBody) =>
  send('PATCH', path`/api/v1/connections/${connId}`, body)

export const deleteConnection = (connId: string) => send('DELETE', path`/api/v1/connections/${connId}`)

/** Airflow's ConnectionTest. */
export interface TestResult {
  readonly status: boolean
  readonly message: string
}

export const testConnection = (body: ConnectionBody) => send<TestResult>('POST', '/api/v1/connections/test', body)

/** Shows what is there now, after a change. */
export function useFreshConnections(): () => Promise<void> {
  const queries = useQueryClient()
  return () => queries.invalidateQueries({ queryKey: KEY })
}
