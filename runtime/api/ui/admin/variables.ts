import { listVariables, type Variable } from '../../../db/variable.ts'
import type { IsSensitive } from '../../../service/redact.ts'
import { PAGE_FIELDS, pageOf } from '../../input/paging.ts'
import { type Route, route, type ServerParts } from '../../route.ts'
import { fernetOf, hiddenNames } from '../../secrets.ts'
import { pageOfRows } from '../../views/rows.ts'
import { variableView } from '../../views/variable.ts'
import type { VariableKeys, VariableLine, VariableList } from '../contract/variables.ts'
import { matches, SEARCH_FIELD } from './matching.ts'

export const variablePageRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/ui/variables',
    operationId: 'ui_variables',
    summary: 'Variables by key, secrets masked',
    tag: 'Pages',
    access: ['can_read', 'Variables'],
    query: { ...PAGE_FIELDS, search: SEARCH_FIELD },
    handle: async ({ parts, query }): Promise<VariableList> => {
      const all = await variablesIn(parts)
      const isHidden = hiddenNames(parts.config)
      const lines = all.map(variable => lineOf(variable, isHidden))
      // In what is shown, never in what is masked: a search would find out a secret letter by letter.
      const found = lines.filter(({ key, value, description }) => matches(query.search, key, value, description))
      return { variables: pageOfRows(found, pageOf(parts.config, query)), total: found.length, all: all.length }
    },
  }),
  route({
    method: 'GET',
    path: '/ui/variables/keys',
    operationId: 'ui_variable_keys',
    summary: 'The keys of all variables',
    tag: 'Pages',
    access: ['can_read', 'Variables'],
    handle: async ({ parts }): Promise<VariableKeys> => ({
      keys: (await variablesIn(parts)).map(({ key }) => key),
    }),
  }),
]

const variablesIn = ({ database, config }: ServerParts): Promise<Variable[]> =>
  listVariables(database.kysely, fernetOf(config))

function lineOf(variable: Variable, isHidden: IsSensitive): VariableLine {
  const { key, value, description } = variableView(variable, isHidden)
  return { key, value, description, isEncrypted: variable.isEncrypted, hasSecret: value !== variable.value }
}
