import { badRequest } from '../problem.ts'

/** Ids of connections and variables in Airflow. */
export const KEY_FIELD = { type: 'string', minLength: 1, maxLength: 200 } as const

/** Airflow's validate_key. @throws Problem 400 */
export function checkKey(key: string, field: string): void {
  if (/^[\w.-]+$/u.test(key)) return
  throw badRequest(
    `The key '${key}' has to be made of alphanumeric characters, dashes, dots and underscores exclusively - '${field}'`,
  )
}
