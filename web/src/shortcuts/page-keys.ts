import type { Page } from '../shell/pages.ts'

/** Pages that have a key of their own: pressed after `g` it leads there. */
export const PAGE_KEYS: { readonly [To in Page['to']]?: string } = {
  '/': 'h',
  '/dags': 'd',
  '/cluster': 'l',
  '/runs': 'r',
  '/task-instances': 't',
  '/import-errors': 'e',
  '/audit': 'a',
  '/variables': 'v',
  '/connections': 'c',
  '/pools': 'p',
  '/config': 'o',
}
