import type { Permission } from '../../model/permission.ts'

/**
 * Who may ask: anybody, users with that permission, or (for what is no resource of Airflow) those who may read pages,
 * change DAGs, or read audit logs.
 */
export type Access = 'public' | Permission | 'read' | 'write' | 'operate'
