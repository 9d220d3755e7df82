/** For lists that are small enough to be searched as a whole: the search parameter, and whether a row holds the text in one of these places. */
export const SEARCH_FIELD = {
  type: 'string',
  description: 'Text that a row must hold, in any case of letters.',
} as const

export function matches(search: string | undefined, ...places: readonly (string | null)[]): boolean {
  if (search === undefined) return true
  const wanted = search.toLowerCase()
  return places.some(place => place?.toLowerCase().includes(wanted))
}
