import type { FastifyInstance, FastifyReply } from 'fastify'
import { PROMETHEUS_TYPE, prometheusText } from '../../service/prometheus-text.ts'
import type { FlowerParts } from '../flower-parts.ts'
import { flowerMetrics } from '../metrics/flower-metrics.ts'

/** What machines look at, as in Flower without a password. */
export function serveMonitoring(server: FastifyInstance, { state, queues, clock }: FlowerParts): void {
  server.get('/healthcheck', (_request, reply) => text(reply, 'text/plain; charset=utf-8', 'OK'))
  server.get('/metrics', async (_request, reply) => {
    const metrics = flowerMetrics(state, await queues.overview(), clock())
    return text(reply, PROMETHEUS_TYPE, prometheusText(metrics))
  })
}

const text = (reply: FastifyReply, type: string, content: string): FastifyReply =>
  reply.type(type).serializer(String).send(content)
