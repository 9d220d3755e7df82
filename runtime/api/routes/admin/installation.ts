import { PAGE_FIELDS } from '../../input/paging.ts'
import { type Route, route } from '../../route.ts'
import { collection, object, RECORD, TEXT } from '../../views/shape.ts'

/** What else is installed: Python packages and plugins, of which this runtime has none. */
export const installationRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/providers',
    operationId: 'get_providers',
    summary: 'Airflow providers: this runtime has no Python packages',
    tag: 'Provider',
    access: ['can_read', 'Providers'],
    answer: collection('providers', object({ package_name: TEXT, description: TEXT, version: TEXT })),
    handle: async () => ({ providers: [], total_entries: 0 }),
  }),
  route({
    method: 'GET',
    path: '/plugins',
    operationId: 'get_plugins',
    summary: 'Airflow plugins: this runtime has none',
    tag: 'Plugin',
    access: ['can_read', 'Plugins'],
    query: PAGE_FIELDS,
    answer: collection('plugins', RECORD),
    handle: async () => ({ plugins: [], total_entries: 0 }),
  }),
]
