import { hashPassword } from '../../runtime/db/password.ts'
import { BUILT_IN_ROLES, ensureRoles } from '../../runtime/db/role.ts'
import { createUser } from '../../runtime/db/user.ts'
import { runFlower } from '../../runtime/flower/run-flower.ts'
import { type FlowerFlags, flowerSettings } from '../../runtime/flower/settings/flower-settings.ts'
import { systemClock } from '../../runtime/service/clock.ts'
import { eventually } from '../../scripts/servers/eventually.ts'
import type { ScratchHome } from '../worker/scratch-home.ts'
import { type Asked, type Asking, askAt } from './ask.ts'

export const PASSWORD = 'correct horse'

/** A flower in this process that listens on a port of its own. */
export interface Flower extends AsyncDisposable {
  readonly url: string
  /** `ask('GET /api/workers')`, below the URL prefix. */
  ask(what: string, asking?: Asking): Promise<Asked>
  stop(): Promise<void>
}

export async function startFlower(
  home: ScratchHome,
  flags: FlowerFlags = {},
  env: NodeJS.ProcessEnv = {},
): Promise<Flower> {
  const settings = flowerSettings(home.config, { hostname: '127.0.0.1', port: 0, ...flags }, env)
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
  return { url, ask: (what, asking) => askAt(url, what, asking), stop, [Symbol.asyncDispose]: stop }
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
