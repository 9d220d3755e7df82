import { useSyncExternalStore } from 'react'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const KEY = 'theme'
const listeners = new Set<() => void>()

export const useTheme = (): Theme => useSyncExternalStore(subscribe, currentTheme)

/** Stays for the next visit. */
export function setTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme)
  applyTheme()
  for (const listener of listeners) listener()
}

/** The style sheets follow `color-scheme`; without a choice it is that of the system. */
export function applyTheme(): void {
  document.documentElement.dataset['theme'] = currentTheme()
}

const currentTheme = (): Theme => THEMES.find(theme => theme === localStorage.getItem(KEY)) ?? 'system'

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
