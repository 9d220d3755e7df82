import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { OidcProvider } from '../../../runtime/api/ui/contract/login.ts'
import { get, keepCsrfToken, send } from './client.ts'

export interface SessionUser {
  readonly username: string
  readonly first_name: string
  readonly last_name: string
  readonly email: string
  readonly roles: readonly string[]
  /** `can_edit DAGs`, or `can_edit DAG:nightly` for one DAG alone. */
  readonly permissions: readonly string[]
}

interface Session {
  readonly user: SessionUser | null
  readonly csrf_token: string | null
  /** Null where one signs in with a password only. */
  readonly oidc: OidcProvider | null
}

/** Who is signed in, if anybody. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }) => keepToken(await get<Session>('/auth/session', signal)),
  staleTime: Number.POSITIVE_INFINITY,
})

export const useSession = (): Session => useSuspenseQuery(sessionQuery).data

/** Whether the user may do that, as Airflow's permissions say it. The server decides; this only hides what it would refuse. */
export function useMay(action: 'can_create' | 'can_read' | 'can_edit' | 'can_delete', resource: string): boolean {
  return useSession().user?.permissions.includes(`${action} ${resource}`) ?? false
}

/** Whether the user may run, clear and mark what belongs to this DAG. */
export function useMayEdit(dagId: string): boolean {
  const all = useMay('can_edit', 'DAGs')
  return useMay('can_edit', `DAG:${dagId}`) || all
}

/** The same of any DAG, for tables. */
export function useEditableDags(): (dagId: string) => boolean {
  const permissions = new Set(useSession().user?.permissions)
  return dagId => permissions.has('can_edit DAGs') || permissions.has(`can_edit DAG:${dagId}`)
}

export function useLogIn() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (credentials: { readonly username: string; readonly password: string }) =>
      send<Session>('POST', '/auth/login', credentials),
    onSuccess: session => queries.setQueryData(sessionQuery.queryKey, keepToken(session)),
  })
}

export function useLogOut() {
  const queries = useQueryClient()
  const { oidc } = useSession()
  return useMutation({
    mutationFn: () => send('POST', '/auth/logout'),
    onSuccess: () => queries.setQueryData(sessionQuery.queryKey, keepToken({ user: null, csrf_token: null, oidc })),
  })
}

/** Forgets what was read for somebody whose session has ended; the next one may see other things. */
export function useNothingKept(): void {
  const queries = useQueryClient()
  useEffect(() => {
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] })
  }, [queries])
}

interface NewPassword {
  readonly current_password: string
  readonly password: string
}

/** Of who is signed in; this browser stays signed in, under a new session. */
export function useChangePassword(): (passwords: NewPassword) => Promise<void> {
  const queries = useQueryClient()
  return async passwords => {
    const { csrf_token } = await send<Pick<Session, 'csrf_token'>>('POST', '/auth/password', passwords)
    queries.setQueryData(sessionQuery.queryKey, before => before && keepToken({ ...before, csrf_token }))
  }
}

function keepToken(session: Session): Session {
  keepCsrfToken(session.csrf_token)
  return session
}
