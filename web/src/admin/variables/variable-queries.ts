import { queryOptions, useQueryClient } from '@tanstack/react-query'
import type { VariableKeys, VariableList } from '../../../../runtime/api/ui/contract/variables.ts'
import { get, path, send } from '../../api/client.ts'
import { SLOW_MS } from '../../api/queries.ts'

const KEY = ['variables']

export const variablesQuery = (query: string) =>
  queryOptions({
    queryKey: [...KEY, query],
    queryFn: ({ signal }) => get<VariableList>(`/ui/variables?${query}`, signal),
    refetchInterval: SLOW_MS,
  })

export const variableKeys = (): Promise<VariableKeys> => get<VariableKeys>('/ui/variables/keys')

/** Airflow's Variable, as it is sent. */
export interface VariableBody {
  readonly key: string
  readonly value: string
  readonly description: string | null
}

export const setVariable = (body: VariableBody) => send('POST', '/api/v1/variables', body)

export const changeVariable = (body: VariableBody) => send('PATCH', path`/api/v1/variables/${body.key}`, body)

/** Of one that exists; a description that is not given stays. */
export const overwriteVariable = (body: VariableBody) =>
  body.description === null
    ? send('PATCH', `${path`/api/v1/variables/${body.key}`}?update_mask=value`, body)
    : changeVariable(body)

export const deleteVariable = (key: string) => send('DELETE', path`/api/v1/variables/${key}`)

/** Shows what is there now, after a change. */
export function useFreshVariables(): () => Promise<void> {
  const queries = useQueryClient()
  return () => queries.invalidateQueries({ queryKey: KEY })
}
