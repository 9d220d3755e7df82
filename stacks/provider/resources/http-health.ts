import { hostAccess, integer, matching, optional, recordOf, text, triggers } from '../frame/fields.ts'
import type { Context, Resource } from '../frame/resource.ts'
import { ServiceFailed } from '../services/errors.ts'
import { askHttp, type HttpAnswer } from '../services/http.ts'
import { waitUntilHealthy } from '../services/wait-for-service.ts'
import type { HttpHealthInputs, HttpHealthOutputs } from '../types/airflow.ts'

type Inputs = Required<HttpHealthInputs>

/** A gate: it has nothing to delete. */
export const httpHealth: Resource<Inputs, HttpHealthOutputs> = {
  fields: {
    host: hostAccess,
    url: matching(/^https?:\/\/\S+$/, 'a URL, as in http://127.0.0.1:8080/health'),
    status: optional(integer(100, 599), 200),
    json: optional(recordOf(text), {}),
    timeoutSeconds: optional(integer(1, 3600), 60),
    triggers,
  },
  computed: ['waitedMs'],
  replaceOn: ['host.address', 'url'],
  inert: ['host', 'timeoutSeconds'],
  id: ({ host, url }) => `${host.address}:${url}`,
  create: wait,
  read: async (_context, recorded) => recorded,
  update: wait,
  delete: async () => undefined,
}

async function wait({ openHost, signal }: Context, inputs: Inputs): Promise<HttpHealthOutputs> {
  const { url, timeoutSeconds } = inputs
  const host = openHost(inputs.host)
  const waiting = { signal, timeoutMs: timeoutSeconds * 1000, what: `${url} on ${host.name}` }
  return { waitedMs: await waitUntilHealthy(waiting, async () => requireHealth(inputs, await askHttp(host, { url }))) }
}

/** @throws ServiceFailed where the answer is not as it should be */
export function requireHealth(
  { url, status, json }: Pick<Inputs, 'url' | 'status' | 'json'>,
  answer: HttpAnswer,
): void {
  if (answer.status !== status) {
    throw new ServiceFailed(`${url} answers ${answer.status}, expected ${status}: ${answer.text.slice(0, 300)}`)
  }
  for (const [path, expected] of Object.entries(json)) {
    const found = memberAt(answer.text, path)
    if (found !== expected) throw new ServiceFailed(`${url} says ${path} = ${found ?? 'nothing'}, expected ${expected}`)
  }
}

function memberAt(text: string, path: string): string | null {
  try {
    const member = path
      .split('.')
      .reduce((value: unknown, key) => (value as Record<string, unknown>)[key], JSON.parse(text))
    return member === undefined ? null : String(member)
  } catch {
    return null
  }
}
