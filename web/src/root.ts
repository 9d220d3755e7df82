import { createRootRoute } from '@tanstack/react-router'
import { NotFound } from './shell/page-error.tsx'
import { Shell } from './shell/shell.tsx'

/** What every page stands in. */
export const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })
