import type { Config } from '../../config/config.ts'
import type { OrderBy, Page } from '../../db/page.ts'
import { badRequest } from '../problem.ts'

/** The parameters of every list. */
export const PAGE_FIELDS = {
  limit: { type: 'integer', default: 100, description: 'Most rows of the answer, up to [api] maximum_page_limit.' },
  offset: { type: 'integer', default: 0, minimum: 0, description: 'Rows to leave out before the first.' },
} as const

export const ORDER_FIELD = {
  type: 'string',
  description: 'The field to order by; a leading minus turns the order round.',
} as const

/** Airflow's check_limit: 0 stands for the fallback, and the maximum bounds all. @throws Problem 400 */
export function pageOf(config: Config, { limit, offset }: { readonly limit: number; readonly offset: number }): Page {
  if (limit < 0) throw badRequest(undefined, 'Page limit must be a positive integer')
  const wanted = limit === 0 ? config.integer('api', 'fallback_page_limit') : limit
  return { limit: Math.min(wanted, config.integer('api', 'maximum_page_limit')), offset }
}

export interface OrderRules<Column extends string> {
  readonly allowed: readonly Column[]
  readonly fallback: Column
  /** Names of the API that are not those of the columns. */
  readonly aliases?: Readonly<Record<string, Column>>
  readonly refusal?: (name: string) => string
}

/** @throws Problem 400 */
export function orderOf<Column extends string>(
  orderBy: string | undefined,
  rules: OrderRules<Column>,
): OrderBy<Column> {
  if (orderBy === undefined) return { column: rules.fallback, isDescending: false }
  const name = orderBy.replace(/^-/, '')
  const column = rules.aliases?.[name] ?? rules.allowed.find(allowed => allowed === name)
  if (column === undefined) throw badRequest((rules.refusal ?? disallowed)(name))
  return { column, isDescending: orderBy.startsWith('-') }
}

const disallowed = (name: string): string =>
  `Ordering with '${name}' is disallowed or the attribute does not exist on the model`
