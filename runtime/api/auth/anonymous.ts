import type { User } from '../../db/user.ts'

/** No user of the database has it. */
export const ANONYMOUS_ID = 0

/** Somebody who did not say who they are (Airflow: AnonymousUser). */
export const anonymous = (roles: readonly string[]): User => ({
  id: ANONYMOUS_ID,
  username: 'anonymous',
  firstName: 'Anonymous',
  lastName: '',
  email: '',
  roles,
  passwordHash: null,
  isActive: true,
  lastLoginMs: null,
  loginCount: 0,
  failedLoginCount: 0,
  createdOnMs: null,
  changedOnMs: null,
})
