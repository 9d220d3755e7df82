import type { TableSpec } from './column-spec.ts'

/** Users, roles and permissions, in Flask-AppBuilder's tables. */
export const AUTH_TABLES = {
  ab_permission: {
    columns: {
      id: 'int! AI',
      name: 'vc100!',
    },
    primaryKey: ['id'],
    uniques: { ab_permission_name_uq: ['name'] },
  },
  ab_view_menu: {
    columns: {
      id: 'int! AI',
      name: 'key250!',
    },
    primaryKey: ['id'],
    uniques: { ab_view_menu_name_uq: ['name'] },
  },
  ab_permission_view: {
    columns: {
      id: 'int! AI',
      permission_id: 'int',
      view_menu_id: 'int',
    },
    primaryKey: ['id'],
    uniques: { ab_permission_view_permission_id_view_menu_id_uq: ['permission_id', 'view_menu_id'] },
    indexes: { ab_permission_view_view_menu_id_fkey: ['view_menu_id'] },
    foreignKeys: {
      ab_permission_view_permission_id_fkey: { columns: ['permission_id'], references: 'ab_permission' },
      ab_permission_view_view_menu_id_fkey: { columns: ['view_menu_id'], references: 'ab_view_menu' },
    },
  },
  ab_role: {
    columns: {
      id: 'int! AI',
      name: 'vc64!',
    },
    primaryKey: ['id'],
    uniques: { ab_role_name_uq: ['name'] },
  },
  ab_permission_view_role: {
    columns: {
      id: 'int! AI',
      permission_view_id: 'int',
      role_id: 'int',
    },
    primaryKey: ['id'],
    uniques: { ab_permission_view_role_permission_view_id_role_id_uq: ['permission_view_id', 'role_id'] },
    indexes: { ab_permission_view_role_role_id_fkey: ['role_id'] },
    foreignKeys: {
      ab_permission_view_role_permission_view_id_fkey: {
        columns: ['permission_view_id'],
        references: 'ab_permission_view',
      },
      ab_permission_view_role_role_id_fkey: { columns: ['role_id'], references: 'ab_role' },
    },
  },
  ab_user: {
    columns: {
      id: 'int! AI',
      first_name: 'vc256!',
      last_name: 'vc256!',
      username: 'vc512!',
      password: 'vc256',
      active: 'bool',
      email: 'vc512!',
      last_login: 'datetime',
      login_count: 'int',
      fail_login_count: 'int',
      created_on: 'datetime',
      changed_on: 'datetime',
      created_by_fk: 'int',
      changed_by_fk: 'int',
    },
    primaryKey: ['id'],
    uniques: { ab_user_email_uq: ['email'], ab_user_username_uq: ['username'] },
    indexes: { ab_user_changed_by_fk_fkey: ['changed_by_fk'], ab_user_created_by_fk_fkey: ['created_by_fk'] },
    foreignKeys: {
      ab_user_changed_by_fk_fkey: { columns: ['changed_by_fk'], references: 'ab_user' },
      ab_user_created_by_fk_fkey: { columns: ['created_by_fk'], references: 'ab_user' },
    },
  },
  ab_user_role: {
    columns: {
      id: 'int! AI',
      user_id: 'int',
      role_id: 'int',
    },
    primaryKey: ['id'],
    uniques: { ab_user_role_user_id_role_id_uq: ['user_id', 'role_id'] },
    indexes: { ab_user_role_role_id_fkey: ['role_id'] },
    foreignKeys: {
      ab_user_role_role_id_fkey: { columns: ['role_id'], references: 'ab_role' },
      ab_user_role_user_id_fkey: { columns: ['user_id'], references: 'ab_user' },
    },
  },
  ab_register_user: {
    columns: {
      id: 'int! AI',
      first_name: 'vc256!',
      last_name: 'vc256!',
      username: 'vc512!',
      password: 'vc256',
      email: 'vc512!',
      registration_date: 'datetime',
      registration_hash: 'vc256',
    },
    primaryKey: ['id'],
    uniques: { ab_register_user_username_uq: ['username'] },
  },
  session: {
    columns: {
      id: 'int! AI',
      session_id: 'key255',
      data: 'blob',
      expiry: 'datetime',
    },
    primaryKey: ['id'],
    uniques: { session_id: ['session_id'] },
  },
} as const satisfies Record<string, TableSpec>
