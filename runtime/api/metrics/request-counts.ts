import type { FastifyInstance } from 'fastify'
import type { Metric } from '../../service/prometheus-text.ts'

/** Counts what the webserver answers, by method and status. */
export class RequestCounts {
  readonly #counts = new Map<string, { readonly labels: Labels; count: number; seconds: number }>()

  watch(server: FastifyInstance): void {
    server.addHook('onResponse', async (request, reply) => {
      this.#add({ method: request.method, status: String(reply.statusCode) }, reply.elapsedTime / 1000)
    })
  }

  metrics(): Metric[] {
    const rows = [...this.#counts.values()]
    return [
      {
        name: 'airflow_webserver_requests_total',
        help: 'Requests that this webserver has answered',
        type: 'counter',
        samples: rows.map(({ labels, count }) => ({ labels, value: count })),
      },
      {
        name: 'airflow_webserver_request_seconds_total',
        help: 'Time that the answers took together',
        type: 'counter',
        samples: rows.map(({ labels, seconds }) => ({ labels, value: seconds })),
      },
    ]
  }

  #add(labels: Labels, seconds: number): void {
    const key = `${labels['method']} ${labels['status']}`
    const row = this.#counts.get(key) ?? { labels, count: 0, seconds: 0 }
    row.count += 1
    row.seconds += seconds
    this.#counts.set(key, row)
  }
}

type Labels = Readonly<Record<string, string>>
