import type { ReactNode } from 'react'

/** The text with every place marked where the search is found, without regard to case. */
export function highlighted(text: string, search: string): ReactNode {
  if (search === '') return text
  const parts: ReactNode[] = []
  const [lower, wanted] = [text.toLowerCase(), search.toLowerCase()]
  let from = 0
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
    parts.push(text.slice(from, at), <mark key={at}>{text.slice(at, at + search.length)}</mark>)
    from = at + search.length
  }
  return [...parts, text.slice(from)]
}
