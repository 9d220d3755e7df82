import type { Db } from '../../../db/tables.ts'
import { deleteVariable, findStoredVariable, listVariables, saveVariable, type Variable } from '../../../db/variable.ts'
import { MASK } from '../../../service/redact.ts'
import { change } from '../../change.ts'
import { givenFields, MASK_FIELD } from '../../input/given-fields.ts'
import { checkKey } from '../../input/key-field.ts'
import { ORDER_FIELD, orderOf, PAGE_FIELDS, pageOf } from '../../input/paging.ts'
import { badRequest, notFound } from '../../problem.ts'
import { type Call, type Route, route, type ServerParts } from '../../route.ts'
import { fernetOf, hasMask, hiddenNames, sensitiveNames, unreadable, withSecretsOf } from '../../secrets.ts'
import { inOrder, pageOfRows } from '../../views/rows.ts'
import { VARIABLE_SHAPE, VARIABLES_SHAPE, variableView } from '../../views/variable.ts'

const BODY = {
  properties: {
    key: { type: 'string', minLength: 1, maxLength: 250 },
    value: { type: 'string', description: 'Text; *** leaves a secret as it is.' },
    description: { type: 'string', nullable: true },
  },
  required: ['key', 'value'],
} as const

export const variableRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/variables',
    operationId: 'get_variables',
    summary: 'List variables; sensitive ones have the value ***',
    tag: 'Variable',
    access: ['can_read', 'Variables'],
    query: { ...PAGE_FIELDS, order_by: ORDER_FIELD },
    answer: VARIABLES_SHAPE,
    handle: async ({ parts, query }) => {
      const order = orderOf(query.order_by, {
        allowed: ['id', 'key', 'isEncrypted'] as const,
        fallback: 'id',
        aliases: { is_encrypted: 'isEncrypted' } as Record<string, 'isEncrypted'>,
      })
      const variables = await listVariables(parts.database.kysely, fernetOf(parts.config))
      const rows = pageOfRows(inOrder(variables, order), pageOf(parts.config, query))
      const isHidden = hiddenNames(parts.config)
      return { variables: rows.map(row => variableView(row, isHidden)), total_entries: variables.length }
    },
  }),
  route({
    method: 'POST',
    path: '/variables',
    operationId: 'post_variables',
    summary: 'Set a variable, whether it exists or not',
    tag: 'Variable',
    access: ['can_create', 'Variables'],
    body: BODY,
    answer: VARIABLE_SHAPE,
    handle: async call => {
      const { key, value, description = null } = call.body
      checkKey(key, 'key')
      return save(call, key, () => ({ value, description }))
    },
  }),
  route({
    method: 'GET',
    path: '/variables/{variable_key}',
    operationId: 'get_variable',
    summary: 'One variable',
    tag: 'Variable',
    access: ['can_read', 'Variables'],
    answer: VARIABLE_SHAPE,
    handle: async ({ parts, params }) =>
      variableView(await requireVariable(parts, params.variable_key), hiddenNames(parts.config)),
  }),
  route({
    method: 'PATCH',
    path: '/variables/{variable_key}',
    operationId: 'patch_variable',
    summary: 'Change a variable',
    tag: 'Variable',
    access: ['can_edit', 'Variables'],
    query: { update_mask: MASK_FIELD },
    body: BODY,
    answer: VARIABLE_SHAPE,
    handle: async call => {
      const key = call.params.variable_key
      if (call.body.key !== key)
        throw badRequest("key from request body doesn't match uri parameter", 'Invalid post body')
      const fields = givenFields(call.body, call.query.update_mask, { fixed: ['key'] })
      return save(call, key, before => {
        if (before === null) throw variableNotFound()
        return { value: MASK, description: before.description, ...fields }
      })
    },
  }),
  route({
    method: 'DELETE',
    path: '/variables/{variable_key}',
    operationId: 'delete_variable',
    summary: 'Delete a variable',
    tag: 'Variable',
    access: ['can_delete', 'Variables'],
    handle: call =>
      change(call, {}, async db => {
        const before = await requireVariable(call.parts, call.params.variable_key, db)
        await deleteVariable(db, before.key)
        return { result: null, wake: [], before: audited(call.parts, before), after: null }
      }),
  }),
]

interface NewValue {
  /** Masks stand for what there is. */
  readonly value: string
  readonly description: string | null
}

/** The audit log has the value once, masked, in what there is now. */
async function save(call: Call, key: string, decide: (before: Variable | null) => NewValue) {
  const { parts } = call
  const audit = { ...call, body: { key } }
  const saved = await change(audit, {}, async db => {
    const before = await find(parts, key, db)
    const { value, description } = decide(before)
    if (before?.value === null && hasMask(value)) throw unreadable('value')
    const variable = { key, value: withSecretsOf(value, before?.value ?? null), description }
    await saveVariable(db, fernetOf(parts.config), variable)
    return {
      result: variable,
      wake: [],
      before: before === null ? null : audited(parts, before),
      after: audited(parts, variable),
    }
  })
  return variableView(saved, hiddenNames(parts.config))
}

const find = ({ config, database }: ServerParts, key: string, db: Db = database.kysely) =>
  findStoredVariable(db, fernetOf(config), key)

async function requireVariable(parts: ServerParts, key: string, db?: Db): Promise<Variable> {
  const variable = await find(parts, key, db)
  if (variable === null) throw variableNotFound()
  return variable
}

const variableNotFound = () => notFound('Variable not found', 'Variable does not exist')

const audited = ({ config }: ServerParts, variable: Pick<Variable, 'key' | 'value' | 'description'>) =>
  variableView(variable, sensitiveNames(config))
