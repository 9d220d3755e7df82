import { DEFAULT_POOL, deletePool, findPool, listPools, type StoredPool, savePool } from '../../db/pool.ts'
import type { Db } from '../../db/tables.ts'
import { change } from '../change.ts'
import { badRequest, notFound } from '../problem.ts'
import { type Route, route } from '../route.ts'

const TAG = 'Experimental'

export const poolRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/pools',
    operationId: 'experimental_get_pools',
    summary: 'All pools',
    tag: TAG,
    access: ['can_read', 'Pools'],
    handle: async ({ parts }) => (await listPools(parts.database.kysely)).map(view),
  }),
  route({
    method: 'POST',
    path: '/pools',
    operationId: 'experimental_set_pool',
    summary: 'Add or change a pool',
    tag: TAG,
    access: ['can_create', 'Pools'],
    body: {
      properties: {
        name: { type: 'string', maxLength: 256 },
        slots: { type: 'integer', minimum: -1 },
        description: { type: 'string', nullable: true },
      },
      required: ['name', 'slots'],
    },
    handle: async call => {
      const { name, slots, description = null } = call.body
      if (name.trim() === '') throw badRequest("Pool name shouldn't be empty")
      return change(call, {}, async db => {
        const before = await findPool(db, name)
        await savePool(db, { name, slots, description, includeDeferred: before?.includeDeferred ?? false })
        const after = view(await requirePool(db, name))
        return { result: after, wake: [], before: before === null ? null : view(before), after }
      })
    },
  }),
  route({
    method: 'GET',
    path: '/pools/{pool_name}',
    operationId: 'experimental_get_pool',
    summary: 'One pool',
    tag: TAG,
    access: ['can_read', 'Pools'],
    handle: async ({ parts, params }) => view(await requirePool(parts.database.kysely, params.pool_name)),
  }),
  route({
    method: 'DELETE',
    path: '/pools/{pool_name}',
    operationId: 'experimental_delete_pool',
    summary: 'Delete a pool',
    tag: TAG,
    access: ['can_delete', 'Pools'],
    handle: call => {
      const name = call.params.pool_name
      if (name === DEFAULT_POOL) throw badRequest('default_pool cannot be deleted')
      return change(call, {}, async db => {
        const before = view(await requirePool(db, name))
        await deletePool(db, name)
        return { result: before, wake: [], before, after: null }
      })
    },
  }),
]

const view = ({ id, name, slots, description }: StoredPool) => ({ id, pool: name, slots, description })

async function requirePool(db: Db, name: string): Promise<StoredPool> {
  const pool = await findPool(db, name)
  if (pool === null) throw notFound('Not Found', `Pool '${name}' doesn't exist`)
  return pool
}
