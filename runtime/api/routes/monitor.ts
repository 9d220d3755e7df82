import { healthOf } from '../health.ts'
import { type Route, route } from '../route.ts'

export const monitorRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/health',
    operationId: 'get_health',
    summary: 'Whether the database and the scheduler are well',
    tag: 'Monitoring',
    access: 'public',
    handle: ({ parts }) => healthOf(parts),
  }),
  route({
    method: 'GET',
    path: '/version',
    operationId: 'get_version',
    summary: 'The version of this server',
    tag: 'Monitoring',
    access: 'public',
    handle: async ({ parts }) => ({ version: parts.version, git_version: null }),
  }),
]
