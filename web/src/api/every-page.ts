interface Page<Item> {
  readonly items: readonly Item[]
  readonly total: number
}

/** All items of a list, page by page: the server limits how many there are on one. @param ask gets `limit` and `offset` as a query */
export async function everyPage<Item>(limit: number, ask: (paging: string) => Promise<Page<Item>>): Promise<Item[]> {
  const found: Item[] = []
  for (let total = 1; found.length < total; ) {
    const page = await ask(`limit=${limit}&offset=${found.length}`)
    if (page.items.length === 0) break
    found.push(...page.items)
    total = page.total
  }
  return found
}
