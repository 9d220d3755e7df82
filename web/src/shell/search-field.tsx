import { useEffect, useState } from 'react'

interface SearchFieldProps {
  readonly label: string
  readonly search: string | undefined
  readonly onSearch: (search: string | undefined) => void
  readonly className?: string
}

const TYPING_MS = 150

/** Asks once typing pauses. */
export function SearchField({ label, search = '', onSearch, className = 'input search' }: SearchFieldProps) {
  const [typed, setTyped] = useState(search)
  const [told, setTold] = useState(search)
  const [before, setBefore] = useState(search)
  if (search !== before) {
    setBefore(search)
    // Somebody else changed it, such as a button that clears all filters; what was told comes back late.
    if (search !== told) {
      setTold(search)
      setTyped(search)
    }
  }
  useEffect(() => {
    if (typed === told) return
    const timer = setTimeout(() => {
      setTold(typed)
      onSearch(typed === '' ? undefined : typed)
    }, TYPING_MS)
    return () => clearTimeout(timer)
  })
  return (
    <input
      className={className}
      type="search"
      aria-label={label}
      placeholder={label}
      value={typed}
      onChange={event => setTyped(event.target.value)}
    />
  )
}
