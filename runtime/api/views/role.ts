import type { Permission } from '../../model/permission.ts'
import { collection, listOf, object, TEXT } from './shape.ts'

/** Airflow's Role. */
export const roleView = (name: string, permissions: readonly Permission[]) => ({
  name,
  actions: permissions.map(([action, resource]) => ({ action: { name: action }, resource: { name: resource } })),
})

const NAMED = object({ name: TEXT })

export const ROLE_SHAPE = object({ name: TEXT, actions: listOf(object({ action: NAMED, resource: NAMED })) })

export const ROLES_SHAPE = collection('roles', ROLE_SHAPE)

export const ACTIONS_SHAPE = collection('actions', NAMED)
