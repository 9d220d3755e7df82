import type { ConfigEntry } from '../../../config/config.ts'
import { SlipstreamError } from '../../../model/errors.ts'
import { type Route, route } from '../../route.ts'
import { isExposed } from '../../routes/admin/config.ts'
import type { ConfigLine, ConfigPage } from '../contract/config.ts'

export const configPageRoute: Route = route({
  method: 'GET',
  path: '/ui/config',
  operationId: 'ui_config',
  summary: 'Every option with where its value came from; sensitive values are left out',
  tag: 'Pages',
  access: ['can_read', 'Configurations'],
  handle: async ({ parts: { config } }): Promise<ConfigPage> => {
    if (!isExposed(config)) return { sections: null, file: '', warnings: [] }
    const entries = Map.groupBy(config.entries(), ({ section }) => section)
    const sections = [...entries].map(([name, options]) => ({ name, options: options.map(lineOf) }))
    return { sections, file: config.file, warnings: config.warnings }
  },
})

/** What a command or a secrets backend does not give hides none of the others. */
function lineOf(entry: ConfigEntry): ConfigLine {
  const { key, isSensitive, initial, description } = entry
  const known = { key, initial: isSensitive ? null : initial, description }
  try {
    const { source, origin, isDefault } = entry
    return { ...known, value: isSensitive ? null : entry.value, source, origin, isDefault, problem: null }
  } catch (error) {
    if (!(error instanceof SlipstreamError)) throw error
    return { ...known, value: null, source: 'default', origin: '', isDefault: false, problem: error.message }
  }
}
