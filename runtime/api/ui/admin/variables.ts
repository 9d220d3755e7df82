import { listVariableKeys, listVariables, type Variable } from '../../../db/variable.ts'
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
      const keys = await listVariableKeys(parts.database.kysely)
      const page = pageOf(parts.config, query)
      if (query.search === undefined)
        return { variables: await linesIn(parts, pageOfRows(keys, page)), total: keys.length, all: keys.length }
      const found = await linesThatMatch(parts, query.search)
      return { variables: pageOfRows(found, page), total: found.length, all: keys.length }
    },
  }),
  route({
    method: 'GET',
    path: '/ui/variables/keys',
    operationId: 'ui_variable_keys',
    summary: 'The keys of all variables',
    tag: 'Pages',
    access: ['can_read', 'Variables'],
    handle: async ({ parts }): Promise<VariableKeys> => ({ keys: await listVariableKeys(parts.database.kysely) }),
  }),
]

/** In what is shown, never in what is masked: a search would find out a secret letter by letter. */
async function linesThatMatch(parts: ServerParts, search: string): Promise<VariableLine[]> {
  const lines = await linesIn(parts)
  return lines.filter(({ key, value, description }) => matches(search, key, value, description))
}

/** Of all variables, or of those with these keys: each costs its decryption. */
async function linesIn({ database, config }: ServerParts, keys?: readonly string[]): Promise<VariableLine[]> {
  const isHidden = hiddenNames(config)
  const variables = await listVariables(database.kysely, fernetOf(config), keys)
  return variables.map(variable => lineOf(variable, isHidden))
}

function lineOf(variable: Variable, isHidden: IsSensitive): VariableLine {
  const { key, value, description } = variableView(variable, isHidden)
  return { key, value, description, isEncrypted: variable.isEncrypted, hasSecret: value !== variable.value }
}
