import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ApiError } from './api/client.ts'
import { sessionQuery } from './api/session.ts'
import { startLanguage } from './language/language.ts'
import { newRouter } from './router.tsx'
import { applyTheme } from './shell/theme.ts'
import './shell/base.css'
import './shell/controls.css'
import './shell/pieces.css'
import './shell/shell.css'
import './shell/table.css'
import './states/states.css'

applyTheme()
const queries = newQueryClient()
const session = queries.prefetchQuery(sessionQuery)
const router = newRouter(queries)
await Promise.all([startLanguage(), session])
createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)

/** A session that has ended shows itself in any answer: the shell then asks for the password. */
function newQueryClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: { staleTime: 5000, retry: (count, error) => !(error instanceof ApiError) && count < 2 },
    },
  })
  client.getQueryCache().subscribe(({ type, query }) => {
    const { error } = query.state
    if (type === 'updated' && error instanceof ApiError && error.status === 401)
      void client.invalidateQueries({ queryKey: sessionQuery.queryKey })
  })
  return client
}
