import { queryOptions } from '@tanstack/react-query'
import type { AuditPage } from '../../../../runtime/api/ui/contract/audit.ts'
import { get, path } from '../../api/client.ts'
import { readListAddress } from '../../list/list-search.ts'

export const AUDIT_FILTERS = ['search', 'event', 'owner', 'dag', 'task', 'run', 'without', 'from', 'to'] as const

export const readAuditAddress = readListAddress(AUDIT_FILTERS)

/** Nothing says that somebody did something, so the page asks now and then. */
const REFETCH_MS = 15_000

/** @param dagId null for all that the user may see */
export const auditQuery = (dagId: string | null, query: string) =>
  queryOptions({
    queryKey: dagId === null ? ['browse', 'audit', query] : ['dag', dagId, 'audit', query],
    queryFn: ({ signal }) =>
      get<AuditPage>(`/ui/audit?${query}${dagId === null ? '' : path`&dag_id=${dagId}`}`, signal),
    refetchInterval: REFETCH_MS,
  })
