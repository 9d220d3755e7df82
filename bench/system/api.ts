import { eventually, type Patience } from '../../scripts/servers/eventually.ts'

/** One request below the API's prefix, its answer as parsed JSON; throws with status and text when it was refused. */
export type Call = <T>(method: string, path: string, body?: unknown) => Promise<T>

export interface ApiAddress {
  readonly port: number
  /** `/api/v1` or `/api/v2` */
  readonly prefix: string
  /** The value of the authorization header. */
  readonly authorize: () => Promise<string>
}

export const caller =
  ({ port, prefix, authorize }: ApiAddress): Call =>
  async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${prefix}${path}`, {
      method,
      headers: {
        authorization: await authorize(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as never
  }

export const basicAuth = (user: string, password: string) => async (): Promise<string> =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

/** Until so many DAGs are known. */
export async function untilKnown(call: Call, count: number, patience: Partial<Patience> = {}): Promise<void> {
  const probe = async () => {
    const { total_entries: total } = await call<{ total_entries: number }>('GET', '/dags?limit=1')
    return total >= count ? true : null
  }
  await eventually(probe, { withinMs: 120_000, what: `${count} DAGs are known`, restMs: 50, ...patience })
}
