import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { allPages, usePages } from '../shell/pages.ts'
import { PAGE_KEYS } from './page-keys.ts'
import { handlerOf } from './shortcuts.ts'

/** Between the two keys of one shortcut, milliseconds. */
const PATIENCE_MS = 1200

/** Listens to the keyboard: shortcuts of what is on the page, and `g` with the key of a page leads to it. */
export function useKeys(): void {
  const navigate = useNavigate()
  const pages = allPages(usePages())
  const goAtMs = useRef(Number.NEGATIVE_INFINITY)
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (isTaken(event)) return
      const isAfterGo = event.timeStamp - goAtMs.current < PATIENCE_MS
      goAtMs.current = event.key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY
      const page = isAfterGo ? pages.find(({ to }) => PAGE_KEYS[to] === event.key) : undefined
      const act = page === undefined ? handlerOf(event.key) : () => void navigate({ to: page.to })
      if (act === undefined) return
      event.preventDefault()
      act()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  })
}

const FIELDS = 'input:not([type=checkbox]), textarea, select, [contenteditable], [role=menu], [role=listbox]'

/** Keys that are typed into something, mean something to the browser, or belong to an open dialog. */
const isTaken = ({ defaultPrevented, ctrlKey, metaKey, altKey, target }: KeyboardEvent): boolean =>
  defaultPrevented ||
  ctrlKey ||
  metaKey ||
  altKey ||
  document.querySelector('dialog[open]') !== null ||
  (target instanceof Element && target.closest(FIELDS) !== null)
