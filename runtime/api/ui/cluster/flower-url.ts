import type { Config } from '../../../config/config.ts'
import { hostName } from '../../../service/host-name.ts'
import type { ClusterNode } from '../contract/cluster.ts'

interface FlowerPlace {
  readonly nodes: readonly ClusterNode[]
  /** The name under which the browser knows this webserver. */
  readonly askedAt: string
}

/** Where flower is to be found: as configured, else on the host of a flower that reports, at its configured port. */
export function flowerUrl(config: Config, { nodes, askedAt }: FlowerPlace): string | null {
  const configured = config.optional('slipstream', 'flower_url')
  if (configured !== null) return configured
  const flower = nodes.find(({ role, isSilent }) => role === 'flower' && !isSilent)
  if (flower === undefined) return null
  const host = flower.hostname === hostName() ? askedAt : flower.hostname
  const prefix = config.string('celery', 'flower_url_prefix').replace(/^\/+|\/+$/g, '')
  return `http://${host}:${config.integer('celery', 'flower_port')}/${prefix}`
}
