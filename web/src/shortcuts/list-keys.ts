/** Moves the focus to the line below (1) or above (-1), or else to the first line; a page without lists has none. */
export function moveInList(step: 1 | -1): void {
  const rows = [...document.querySelectorAll('main tbody tr')].filter(row => row.querySelector('a') !== null)
  const at = rows.findIndex(row => row.contains(document.activeElement))
  const row = rows[at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)]
  row?.querySelector('a')?.focus()
}

/** The first field to search in on the page, if there is one. */
export const focusSearch = (): void => document.querySelector<HTMLInputElement>('main input[type=search]')?.focus()
