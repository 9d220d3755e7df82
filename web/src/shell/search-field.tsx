import { useEffect, useState } from 'react'

interface SearchFieldProps {
  readonly label: string
  readonly search: string | undefined
  readonly onSearch: (search: string | undefined) => void
}

const TYPING_MS = 150

/** Asks once typing pauses. */
export function SearchField({ label, search = '', onSearch }: SearchFieldProps) {
  const [typed, setTyped] = useState(search)
  useEffect(() => {
    if (typed === search) return
    const timer = setTimeout(() => onSearch(typed === '' ? undefined : typed), TYPING_MS)
    return () => clearTimeout(timer)
  })
  return (
    <input
      className="input search"
      type="search"
      aria-label={label}
      placeholder={label}
      value={typed}
      onChange={event => setTyped(event.target.value)}
    />
  )
}
