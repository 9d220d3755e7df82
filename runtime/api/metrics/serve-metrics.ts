import type { FastifyInstance } from 'fastify'
import { PROMETHEUS_TYPE, prometheusText } from '../../service/prometheus-text.ts'
import type { ServerParts } from '../route.ts'
import { clusterMetrics } from './cluster-metrics.ts'
import { RequestCounts } from './request-counts.ts'

/** GET /metrics for Prometheus, open as /health is: numbers, and no names but those of pools and queues. */
export function serveMetrics(server: FastifyInstance, parts: ServerParts): void {
  const requests = new RequestCounts()
  requests.watch(server)
  server.get('/metrics', async (_request, reply) => {
    reply.type(PROMETHEUS_TYPE).serializer(String)
    return prometheusText([...(await clusterMetrics(parts)), ...requests.metrics()])
  })
}
