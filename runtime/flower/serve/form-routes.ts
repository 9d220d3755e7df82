import type { FastifyInstance } from 'fastify'
import type { FormTokens } from '../access/form-tokens.ts'
import type { Notices } from '../access/notices.ts'
import type { Action } from '../cluster/action.ts'
import { LIMIT_ACTIONS, TASK_ACTIONS } from '../cluster/task-actions.ts'
import { WORKER_ACTIONS } from '../cluster/worker-actions.ts'
import type { FlowerParts } from '../flower-parts.ts'
import type { ActionForm } from '../pages/frame/action-form.ts'
import { workerTabOf } from '../pages/worker/worker-page.ts'
import { type Act, actOnTask, actOnWorker, limitTask } from '../rest/action-routes.ts'
import { onDeed, type Visit } from './visit.ts'

/** The forms of our pages: they do the same as the API, then go back to their page. */
export function serveForms(
  server: FastifyInstance,
  parts: FlowerParts,
  { tokens, notices }: { readonly tokens: FormTokens; readonly notices: Notices },
): void {
  serve('worker', WORKER_ACTIONS, actOnWorker, ({ params, given }) => workerPath(params['target'], given['tab']))
  serve('task', TASK_ACTIONS, actOnTask, ({ params }) => `/task/${encodeURIComponent(params['target'] ?? '')}`)
  serve('limit', LIMIT_ACTIONS, limitTask, ({ given }) => workerPath(given['workername'], 'limits'))

  function serve(kind: ActionForm['kind'], actions: readonly Action[], act: Act, back: (visit: Visit) => string): void {
    for (const action of actions) {
      server.post(
        `/${kind}/:target/${action.name}`,
        onDeed(parts, async visit => {
          tokens.check(visit.given['token'], visit.visitor)
          const notice = notices.sign(await act(visit, action))
          const to = new URL(`${parts.settings.urlPrefix}${back(visit)}`, 'http://flower')
          to.searchParams.set('notice', notice)
          return visit.reply.redirect(`${to.pathname}${to.search}`, 303)
        }),
      )
    }
  }
}

const workerPath = (worker: unknown, tab: unknown): string =>
  `/worker/${encodeURIComponent(String(worker))}?tab=${workerTabOf(tab)}`
