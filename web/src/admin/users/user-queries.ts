import { queryOptions, useQueryClient } from '@tanstack/react-query'
import type { UserList } from '../../../../runtime/api/ui/contract/users.ts'
import { get, path, send } from '../../api/client.ts'
import { SLOW_MS } from '../../api/queries.ts'
import { sessionQuery } from '../../api/session.ts'

const KEY = ['users']

export const usersQuery = (query: string) =>
  queryOptions({
    queryKey: [...KEY, query],
    queryFn: ({ signal }) => get<UserList>(`/ui/users?${query}`, signal),
    refetchInterval: SLOW_MS,
  })

/** Airflow's User, as it is sent; what is left out stays what it is. */
export interface UserBody {
  readonly username?: string
  readonly first_name?: string
  readonly last_name?: string
  readonly email?: string
  readonly roles?: readonly { readonly name: string }[]
  readonly password?: string
  readonly active?: boolean
  readonly failed_login_count?: number
}

export const addUser = (body: UserBody) => send('POST', '/api/v1/users', body)

export const changeUser = (username: string, body: UserBody) => send('PATCH', path`/api/v1/users/${username}`, body)

export const deleteUser = (username: string) => send('DELETE', path`/api/v1/users/${username}`)

/** Shows what is there now, after a change, also of the roles and of who is signed in. */
export function useFreshUsers(): () => Promise<unknown> {
  const queries = useQueryClient()
  const keys = [KEY, ['roles'], sessionQuery.queryKey]
  return () => Promise.all(keys.map(queryKey => queries.invalidateQueries({ queryKey })))
}
