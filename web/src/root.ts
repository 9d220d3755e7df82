import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext } from '@tanstack/react-router'
import { NotFound } from './shell/page-error.tsx'
import { Shell } from './shell/shell.tsx'

/** What routes work with. */
interface RouterContext {
  readonly queries: QueryClient
}

/** What every page stands in. */
export const root = createRootRouteWithContext<RouterContext>()({ component: Shell, notFoundComponent: NotFound })
