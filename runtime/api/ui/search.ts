import { listDags } from '../../db/dag-list.ts'
import { findRunsById } from '../../db/run-search.ts'
import { type Route, route } from '../route.ts'
import type { SearchResults } from './contract/search.ts'

const MOST_FOUND = 8
/** Fewer letters are in nearly every run id. */
const LEAST_LETTERS = 3

export const searchRoute: Route = route({
  method: 'GET',
  path: '/ui/search',
  operationId: 'ui_search',
  summary: 'DAGs and runs by a part of their ids',
  tag: 'Pages',
  access: ['can_read', 'DAGs'],
  query: { text: { type: 'string', default: '' } },
  handle: async ({ parts, query, rights }): Promise<SearchResults> => {
    const db = parts.database.kysely
    const dagIds = rights.readableDagIds()
    const order = { column: 'dag_id', isDescending: false } as const
    const page = { limit: MOST_FOUND, offset: 0 }
    const dags = await listDags(db, { onlyActive: true, dagIds, idPattern: query.text }, { order, page })
    const mayReadRuns = rights.allow(['can_read', 'DAG Runs'], null) && query.text.length >= LEAST_LETTERS
    return {
      dags: dags.rows.map(({ dagId, dagDisplayName }) => ({ dagId, displayName: dagDisplayName })),
      runs: mayReadRuns ? await findRunsById(db, query.text, { dagIds, limit: MOST_FOUND }) : [],
    }
  },
})
