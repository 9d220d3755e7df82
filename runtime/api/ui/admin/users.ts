import { listRoles } from '../../../db/role.ts'
import { listUsers, type User } from '../../../db/user.ts'
import { PAGE_FIELDS, pageOf } from '../../input/paging.ts'
import { type Route, route } from '../../route.ts'
import { pageOfRows } from '../../views/rows.ts'
import type { UserLine, UserList } from '../contract/users.ts'
import { matches, SEARCH_FIELD } from './matching.ts'

export const userPageRoute: Route = route({
  method: 'GET',
  path: '/ui/users',
  operationId: 'ui_users',
  summary: 'Users, and the roles that they may be given',
  tag: 'Pages',
  access: ['can_read', 'Users'],
  query: { ...PAGE_FIELDS, search: SEARCH_FIELD },
  handle: async ({ parts: { config, database }, query }): Promise<UserList> => {
    const all = await listUsers(database.kysely)
    const found = all.filter(({ username, firstName, lastName, email, roles }) =>
      matches(query.search, username, `${firstName} ${lastName}`, email, ...roles),
    )
    return {
      users: pageOfRows(found, pageOf(config, query)).map(lineOf),
      total: found.length,
      all: all.length,
      roles: (await listRoles(database.kysely)).map(({ name }) => name),
    }
  },
})

const lineOf = ({ id: _, passwordHash: __, createdOnMs: ___, changedOnMs: ____, ...line }: User): UserLine => line
