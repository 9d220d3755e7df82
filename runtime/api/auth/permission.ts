import type { Access } from '../route.ts'

/** Which of Airflow's built-in roles may do what; a user has the rights of all roles together. */
const ROLES: Readonly<Record<Exclude<Access, 'public'>, readonly string[]>> = {
  read: ['Viewer', 'User', 'Op', 'Admin'],
  write: ['User', 'Op', 'Admin'],
  operate: ['Op', 'Admin'],
}

export const isAllowed = (roles: readonly string[], access: Access): boolean =>
  access === 'public' || roles.some(role => ROLES[access].includes(role))
