import { useLocation, useMatches } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { Phrase } from '../language/en.ts'
import { allPages, usePages } from './pages.ts'

/** Names the page in the browser's tab and history: `warehouse · Grid · Slipstream`. */
export function useTitle(...parts: readonly (string | undefined)[]): void {
  const title = [...parts.filter(part => part !== undefined), 'Slipstream'].join(' · ')
  useEffect(() => {
    document.title = title
  }, [title])
}

/** Names the pages of the navigation; others name themselves, and do it after this. */
export function usePageTitle(): void {
  const { t } = useTranslation()
  const { pathname } = useLocation()
  const page = allPages(usePages()).find(({ to }) => to === pathname)
  useTitle(page && t(page.label))
}

interface Tab {
  readonly to: string
  readonly label: Phrase
}

/** Of tabs that are routes, the label of the one that is open. */
export function useTabLabel(tabs: readonly Tab[]): string | undefined {
  const { t } = useTranslation()
  const path = useMatches({ select: matches => matches.at(-1)?.fullPath.replace(/\/$/, '') })
  const tab = tabs.find(({ to }) => to === path)
  return tab && t(tab.label)
}
