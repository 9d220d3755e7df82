import type { User } from '../../db/user.ts'
import { iso } from './schedule.ts'
import { BOOLEAN, collection, INTEGER, listOf, nullable, object, TEXT, TIME } from './shape.ts'

/** Airflow's UserCollectionItem. */
export const userView = (user: User) => ({
  username: user.username,
  first_name: user.firstName,
  last_name: user.lastName,
  email: user.email,
  active: user.isActive,
  last_login: iso(user.lastLoginMs),
  login_count: user.loginCount,
  failed_login_count: user.failedLoginCount,
  roles: user.roles.map(name => ({ name })),
  created_on: iso(user.createdOnMs),
  changed_on: iso(user.changedOnMs),
})

export const USER_SHAPE = object({
  username: TEXT,
  first_name: TEXT,
  last_name: TEXT,
  email: TEXT,
  active: BOOLEAN,
  last_login: nullable(TIME),
  login_count: INTEGER,
  failed_login_count: INTEGER,
  roles: listOf(object({ name: TEXT })),
  created_on: nullable(TIME),
  changed_on: nullable(TIME),
})

export const USERS_SHAPE = collection('users', USER_SHAPE)
