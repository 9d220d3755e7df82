import type { Config, ConfigEntry } from '../../../config/config.ts'
import { prefersText } from '../../input/accept.ts'
import { notFound, Problem } from '../../problem.ts'
import { type Call, type Route, route, type ServerParts } from '../../route.ts'
import { CONFIG_SHAPE, configSections, configText } from '../../views/config.ts'

export const configRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/config',
    operationId: 'get_config',
    summary: 'The configuration of this webserver; sensitive values are hidden',
    tag: 'Config',
    access: ['can_read', 'Configurations'],
    query: { section: { type: 'string' } },
    answer: CONFIG_SHAPE,
    handle: async call => {
      demandExposed(call.parts)
      const { config } = call.parts
      const { section } = call.query
      if (section === undefined) return answer(call, config.entries())
      if (!config.sections().includes(section)) throw notFound('section not found.', `section=${section} not found.`)
      return answer(
        call,
        config.entries().filter(entry => entry.section === section),
      )
    },
  }),
  route({
    method: 'GET',
    path: '/config/section/{section}/option/{option}',
    operationId: 'get_value',
    summary: 'One option of the configuration',
    tag: 'Config',
    access: ['can_read', 'Configurations'],
    answer: CONFIG_SHAPE,
    handle: async call => {
      demandExposed(call.parts)
      const { section, option } = call.params
      const entry = call.parts.config.entry(section, option)
      if (entry === null)
        throw notFound('Config not found.', `The option [${section}/${option}] is not found in config.`)
      return answer(call, [entry])
    },
  }),
]

/** [webserver] expose_config; `True` shows no more than `non-sensitive-only`: no secret leaves the API. */
export const isExposed = (config: Config): boolean => config.string('webserver', 'expose_config') !== 'False'

function demandExposed({ config }: ServerParts): void {
  if (!isExposed(config))
    throw new Problem(403, {
      detail:
        'Your Airflow administrator chose not to expose the configuration, most likely for security reasons. See [webserver] expose_config.',
    })
}

function answer({ request, reply }: Call, entries: readonly ConfigEntry[]): unknown {
  const sections = configSections(entries)
  if (!prefersText(request.headers.accept)) return { sections }
  reply.type('text/plain; charset=utf-8')
  return configText(sections)
}
