import { hashPassword } from '../../runtime/db/password.ts'
import { BUILT_IN_ROLES, ensureRoles } from '../../runtime/db/role.ts'
import { createUser } from '../../runtime/db/user.ts'
import { runFlower } from '../../runtime/flower/run-flower.ts'
import { type FlowerFlags, flowerSettings } from '../../runtime/flower/settings/flower-settings.ts'
import { systemClock } from '../../runtime/service/clock.ts'
import { eventually } from '../eventually.ts'
import type { ScratchHome } from '../worker/scratch-home.ts'

export const PASSWORD = 'correct horse'

export interface Asked {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any
  readonly text: string
  readonly headers: Headers
}

export interface Asking {
  /** `user:password`; nobody when left out. */
  readonly as?: string
  readonly headers?: Readonly<Record<string, string>>
  /** A form. */
  readonly form?: Readonly<Record<string, string>>
}

/** A flower in this process that listens on a port of its own. */
export interface Flower extends AsyncDisposable {
  readonly url: string
  /** `ask('GET /api/workers')`, below the URL prefix. */
  ask(what: string, asking?: Asking): Promise<Asked>
  stop(): Promise<void>
}

export async function startFlower(home: ScratchHome, flags: FlowerFlags = {}): Promise<Flower> {
  const settings = flowerSettings(home.config, { hostname: '127.0.0.1', port: 0, ...flags })
  const stopping = new AbortController()
  const listening = Promise.withResolvers<string>()
  const parts = { ...home, clock: systemClock, version: '0', settings, signal: stopping.signal }
  const running = runFlower({ ...parts, onListening: listening.resolve })
  running.catch(listening.reject)
  const url = await listening.promise
  const stop = async () => {
    stopping.abort()
    await running
  }
  return { url, ask: (what, asking) => ask(url, what, asking), stop, [Symbol.asyncDispose]: stop }
}

/** Waits for an answer that the probe takes. */
export const untilAnswer = <T>(flower: Flower, path: string, take: (asked: Asked) => T | null): Promise<T> =>
  eventually(async () => take(await flower.ask(`GET ${path}`)), {
    withinMs: 10_000,
    what: `${path} answers as expected`,
  })

/** A user for each of Airflow's roles, named after it, all with the same password. */
export async function createUsers({ database: { kysely } }: ScratchHome): Promise<void> {
  const passwordHash = await hashPassword(PASSWORD)
  await ensureRoles(kysely, BUILT_IN_ROLES)
  for (const role of BUILT_IN_ROLES) {
    const username = role.toLowerCase()
    const name = { username, firstName: role, lastName: 'Test', email: `${username}@example.com` }
    await createUser(kysely, { ...name, passwordHash, roles: [role] }, Date.now())
  }
}

async function ask(url: string, what: string, { as, headers, form }: Asking = {}): Promise<Asked> {
  const [method = '', path = ''] = what.split(' ')
  const authorization = as === undefined ? {} : { authorization: `Basic ${Buffer.from(as).toString('base64')}` }
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...authorization, ...headers },
    redirect: 'manual',
    ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
  })
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : text }
}
