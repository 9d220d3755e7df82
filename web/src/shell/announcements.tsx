import { Check } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import './announcements.css'

const SHOWN_MS = 4000
const listeners = new Set<() => void>()
let said: { readonly text: string } | null = null
let timer: ReturnType<typeof setTimeout> | undefined

/** Says for a moment, at the edge of the page, that something was done; screen readers read it out. */
export function announce(text: string): void {
  clearTimeout(timer)
  say({ text })
  timer = setTimeout(() => say(null), SHOWN_MS)
}

/** Where that is said. */
export function Announcements() {
  const current = useSyncExternalStore(subscribe, () => said)
  return (
    <div className="announcements" role="status">
      {current && (
        <p className="announcement">
          <Check size={16} aria-hidden />
          {current.text}
        </p>
      )}
    </div>
  )
}

function say(next: typeof said): void {
  said = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
