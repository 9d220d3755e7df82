import type { FastifyReply } from 'fastify'
import { SECURITY_HEADERS } from '../../api/security-headers.ts'
import { ANONYMOUS, type Visitor } from '../access/access.ts'
import type { FormTokens } from '../access/form-tokens.ts'
import type { Notices } from '../access/notices.ts'
import type { FlowerParts } from '../flower-parts.ts'
import type { FormFrame } from '../pages/frame/action-form.ts'
import { type Page, renderPage } from '../pages/frame/layout.ts'
import type { Visit } from './visit.ts'

/** Our own style sheet, script, icon and forms, and nothing else. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  ...SECURITY_HEADERS,
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  // Airflow's links shall not tell where they were clicked, but our own forms have to say where they come from.
  'Referrer-Policy': 'same-origin',
}

/** Puts pages into their frame and answers with them. */
export interface PageFrames {
  answer(visit: Pick<Visit, 'visitor' | 'query' | 'reply'>, page: Page): FastifyReply
  /** For errors, when nothing is known of who asks. */
  answerAnybody(reply: FastifyReply, page: Page): FastifyReply
  /** Null for visitors who may not act. */
  formsOf(visitor: Visitor): FormFrame | null
}

export function pageFrames(
  { settings, config, broker, version }: Pick<FlowerParts, 'settings' | 'config' | 'broker' | 'version'>,
  { tokens, notices }: { readonly tokens: FormTokens; readonly notices: Notices },
): PageFrames {
  const prefix = settings.urlPrefix
  const instance = config.optional('webserver', 'instance_name') ?? 'Flower'
  const answer: PageFrames['answer'] = ({ visitor, query, reply }, page) => {
    const notice = notices.read(query['notice'])
    const text = renderPage(page, { prefix, visitor, instance, version, notice, isConnected: broker.isConnected })
    return reply.headers(PAGE_HEADERS).type('text/html; charset=utf-8').serializer(String).send(text)
  }
  return {
    answer,
    answerAnybody: (reply, page) => answer({ visitor: ANONYMOUS, query: {}, reply }, page),
    formsOf: visitor => (visitor.mayAct && !settings.isReadOnly ? { prefix, token: tokens.sign(visitor) } : null),
  }
}
