import { useNavigate, useSearch } from '@tanstack/react-router'
import { useDeferredValue } from 'react'

/** The search part of a list's address: a text for each filter, the order, and the first row. */
export type ListAddress<Name extends string> = { readonly [N in Name | 'sort']?: string | undefined } & {
  readonly offset?: number | undefined
}

/** What a list shows; it stands in the address, so that it can be linked to. */
export interface ListState {
  readonly filters: Filters
  /** A column, with a minus before it for the other way round; undefined for the list's own order. */
  readonly sort: string | undefined
  readonly offset: number
}

export type Filters = Readonly<Record<string, string | undefined>>

export const PAGE_SIZE = 50

/** Reads the search part of an address; what is not among the filters, and a time that is none, it leaves out. */
export const readListAddress =
  <Name extends string>(names: readonly Name[]) =>
  (given: Readonly<Record<string, unknown>>): ListAddress<Name> => {
    const texts = [...names, 'sort'].map(name => [name, textOf(name, given[name])] as const)
    const { offset } = given
    return {
      ...Object.fromEntries(texts),
      offset: Number.isInteger(offset) && Number(offset) > 0 ? Number(offset) : undefined,
    } as ListAddress<Name>
  }

/** Of a list that can only be searched. */
export const SEARCH_FILTER = ['search'] as const

export const readSearchAddress = readListAddress(SEARCH_FILTER)

interface ListChanges {
  readonly filters?: Filters
  readonly sort?: string
  readonly offset?: number
}

/** The list of this address, and how to change it: other filters begin at the first page. */
export function useListState(): [ListState, (changes: ListChanges) => void] {
  const navigate = useNavigate()
  const { sort, offset, ...filters }: ListAddress<'sort'> = useSearch({ strict: false })
  const change = ({ filters: changed, ...place }: ListChanges): void => {
    // What somebody changed a moment ago may not be drawn yet, but it is in the address.
    const search = (before: object) => ({ ...before, offset: undefined, ...changed, ...place })
    void navigate({ to: '.', search, replace: true, resetScroll: false })
  }
  return [{ filters, sort, offset: offset ?? 0 }, change]
}

/**
 * The query of this list's route: it has the names of the address. It follows the address once the answer is there,
 * so that what is on the page stays until then, with the field that one types into.
 */
export function useListQuery(names: readonly string[]): string {
  const [{ sort, offset, filters }] = useListState()
  const query = new URLSearchParams({ limit: String(PAGE_SIZE), offset: String(offset) })
  if (sort !== undefined) query.set('order_by', sort)
  for (const name of names) if (filters[name] !== undefined) query.set(name, filters[name])
  return useDeferredValue(query.toString())
}

const TIMES: ReadonlySet<string> = new Set(['from', 'to'])

function textOf(name: string, given: unknown): string | undefined {
  if (given === undefined || given === '') return undefined
  const text = String(given)
  return TIMES.has(name) && Number.isNaN(Date.parse(text)) ? undefined : text
}
