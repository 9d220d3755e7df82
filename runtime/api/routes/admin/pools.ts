import {
  DEFAULT_POOL,
  deletePool,
  findPool,
  findPoolUsage,
  listPoolUsage,
  type Pool,
  type PoolUsage,
  renamePool,
  savePool,
} from '../../../db/pool.ts'
import type { Db } from '../../../db/tables.ts'
import { change } from '../../change.ts'
import { givenFields, MASK_FIELD } from '../../input/given-fields.ts'
import { ORDER_FIELD, orderOf, PAGE_FIELDS, pageOf } from '../../input/paging.ts'
import { badRequest, notFound, Problem } from '../../problem.ts'
import { type Route, route } from '../../route.ts'
import { POOL_SHAPE, POOLS_SHAPE, poolView } from '../../views/pool.ts'
import { pythonRepr } from '../../views/python-text.ts'
import { inOrder, pageOfRows } from '../../views/rows.ts'

const BODY = {
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 256 },
    slots: { type: 'integer', minimum: -1, description: '-1 stands for no limit.' },
    description: { type: 'string', nullable: true },
    include_deferred: { type: 'boolean', description: 'Whether deferred task instances hold slots.' },
  },
} as const

export const poolRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/pools',
    operationId: 'get_pools',
    summary: 'List pools and what holds their slots',
    tag: 'Pool',
    access: ['can_read', 'Pools'],
    query: { ...PAGE_FIELDS, order_by: ORDER_FIELD },
    answer: POOLS_SHAPE,
    handle: async ({ parts, query }) => {
      const order = orderOf(query.order_by, { allowed: ['id', 'name', 'slots'] as const, fallback: 'id' })
      const pools = await listPoolUsage(parts.database.kysely)
      const rows = pageOfRows(inOrder(pools, order), pageOf(parts.config, query))
      return { pools: rows.map(poolView), total_entries: pools.length }
    },
  }),
  route({
    method: 'POST',
    path: '/pools',
    operationId: 'post_pool',
    summary: 'Add a pool',
    tag: 'Pool',
    access: ['can_create', 'Pools'],
    body: BODY,
    answer: POOL_SHAPE,
    handle: async call => {
      const {
        name,
        slots,
        description = null,
        include_deferred: includeDeferred = false,
      } = demandNameAndSlots(call.body)
      return change(call, {}, async db => {
        if ((await findPool(db, name)) !== null) throw alreadyExists(name)
        await savePool(db, { name, slots, description, includeDeferred })
        const after = poolView(await requirePool(db, name))
        return { result: after, wake: [], before: null, after }
      })
    },
  }),
  route({
    method: 'GET',
    path: '/pools/{pool_name}',
    operationId: 'get_pool',
    summary: 'One pool',
    tag: 'Pool',
    access: ['can_read', 'Pools'],
    answer: POOL_SHAPE,
    handle: async ({ parts, params }) => poolView(await requirePool(parts.database.kysely, params.pool_name)),
  }),
  route({
    method: 'PATCH',
    path: '/pools/{pool_name}',
    operationId: 'patch_pool',
    summary: 'Change a pool; of default_pool only slots and include_deferred',
    tag: 'Pool',
    access: ['can_edit', 'Pools'],
    query: { update_mask: MASK_FIELD },
    body: BODY,
    answer: POOL_SHAPE,
    handle: async call => {
      const { params, query } = call
      const mask = query.update_mask
      if (mask === undefined) demandNameAndSlots(call.body)
      const refusal = (field: string) => `Invalid field: ${field} in update mask`
      const { include_deferred: includeDeferred, ...fields } = givenFields(call.body, mask, { fixed: [], refusal })
      return change(call, {}, async db => {
        const before = await requirePool(db, params.pool_name)
        const changed = { ...before, ...fields, ...(includeDeferred === undefined ? {} : { includeDeferred }) }
        await replace(db, before, changed)
        const after = poolView(await requirePool(db, changed.name))
        return { result: after, wake: [], before: poolView(before), after }
      })
    },
  }),
  route({
    method: 'DELETE',
    path: '/pools/{pool_name}',
    operationId: 'delete_pool',
    summary: 'Delete a pool',
    tag: 'Pool',
    access: ['can_delete', 'Pools'],
    handle: call => {
      const name = call.params.pool_name
      if (name === DEFAULT_POOL) throw badRequest("Default Pool can't be deleted")
      return change(call, {}, async db => {
        const before = poolView(await requirePool(db, name))
        await deletePool(db, name)
        return { result: null, wake: [], before, after: null }
      })
    },
  }),
]

async function replace(db: Db, before: PoolUsage, pool: Pool): Promise<void> {
  if (pool.name !== before.name) {
    if (before.name === DEFAULT_POOL) throw badRequest("Default Pool's name can't be modified")
    if ((await findPool(db, pool.name)) !== null) throw alreadyExists(pool.name)
    await renamePool(db, before.name, pool.name)
  }
  await savePool(db, pool)
}

interface PoolBody {
  readonly name: string | undefined
  readonly slots: number | undefined
}

function demandNameAndSlots<B extends PoolBody>(body: B): B & { readonly name: string; readonly slots: number } {
  const missing = (['name', 'slots'] as const).filter(field => body[field] === undefined)
  if (missing.length > 0) throw badRequest(`Missing required property(ies): ${pythonRepr(missing)}`)
  return body as B & { readonly name: string; readonly slots: number }
}

const alreadyExists = (name: string) => new Problem(409, { detail: `Pool: ${name} already exists` })

async function requirePool(db: Db, name: string): Promise<PoolUsage> {
  const pool = await findPoolUsage(db, name)
  if (pool === null) throw notFound('Not Found', `Pool with name:'${name}' not found`)
  return pool
}
