import type { FetchQueryOptions, QueryClient, QueryKey } from '@tanstack/react-query'
import { sessionQuery } from './session.ts'

/** Asks for what a page will show while its code is still on the way. Who has to sign in first would only be refused. */
export function askAhead<T, Key extends QueryKey>(
  { queries }: { readonly queries: QueryClient },
  query: FetchQueryOptions<T, Error, T, Key>,
): void {
  const session = queries.getQueryData(sessionQuery.queryKey)
  if (session !== undefined && session.user !== null) void queries.prefetchQuery(query)
}
