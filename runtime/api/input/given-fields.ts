import { badRequest } from '../problem.ts'

/** A query parameter of Airflow's PATCH: the fields of the body that count. */
export const MASK_FIELD = {
  type: 'array',
  items: { type: 'string' },
  description: 'Only these fields of the body are changed.',
} as const

interface MaskRules {
  /** Fields that name the object and do not change. */
  readonly fixed: readonly string[]
  readonly refusal?: (field: string) => string
}

/**
 * The fields that a body of PATCH really holds, or those of them that update_mask names (Airflow:
 * extract_update_mask_data). @throws Problem 400
 */
export function givenFields<B extends object>(
  body: B,
  mask: readonly string[] | undefined,
  { fixed, refusal = unknownField }: MaskRules,
): Given<B> {
  const given = Object.entries(body).filter(([, value]) => value !== undefined)
  if (mask === undefined) return Object.fromEntries(given.filter(([name]) => !fixed.includes(name))) as Given<B>
  const names = mask.map(name => name.trim())
  const wrong = names.find(name => fixed.includes(name) || !given.some(([known]) => known === name))
  if (wrong !== undefined) throw badRequest(refusal(wrong))
  return Object.fromEntries(given.filter(([name]) => names.includes(name))) as Given<B>
}

type Given<B> = { readonly [K in keyof B]?: Exclude<B[K], undefined> }

const unknownField = (name: string): string => `'${name}' is unknown or cannot be updated.`
