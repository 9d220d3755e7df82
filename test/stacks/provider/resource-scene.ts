import type { Log } from '../../../stacks/provider/frame/engine-log.ts'
import { check } from '../../../stacks/provider/frame/operations.ts'
import { erased } from '../../../stacks/provider/frame/plugin.ts'
import type { Context, Recorded, Resource } from '../../../stacks/provider/frame/resource.ts'
import { Exclusion } from '../../../stacks/provider/host/exclusion.ts'
import { Host } from '../../../stacks/provider/host/host.ts'
import { maskFor } from '../../../stacks/provider/host/mask.ts'
import { Pool } from '../../../stacks/provider/ssh/pool.ts'
import type { HostAccess } from '../../../stacks/provider/types/host-access.ts'

/** What operations need, with a log that can be read. */
export interface Scene extends Disposable {
  readonly context: Context
  /** But not how long each step took. */
  readonly lines: string[]
  readonly cancel: () => void
  /** What a command on the host prints, as root. */
  readonly ask: (access: HostAccess, ...words: readonly string[]) => Promise<string>
}

export function createScene(secrets: readonly string[] = []): Scene {
  const lines: string[] = []
  const controller = new AbortController()
  const { signal } = controller
  const pool = new Pool({ signal })
  const mask = maskFor(secrets)
  const say = (text: string) => void (/\(\d+\.\d s\)$/.test(text) || lines.push(mask(text)))
  const log: Log = {
    debug: () => undefined,
    info: say,
    warning: say,
    status: () => undefined,
    flush: async () => undefined,
  }
  const shared = { pool, exclusion: new Exclusion(), log, signal, mask }
  const openHost = (access: HostAccess) => new Host({ ...shared, access })
  return {
    context: { log, signal, mask, openHost },
    lines,
    cancel: () => controller.abort(),
    ask: (access, ...words) => openHost(access).ask({ name: 'look', command: words }),
    [Symbol.dispose]: () => pool.closeAll(),
  }
}

/** The inputs as the resource gets them: checked, with what was not given filled in. */
export function checked<Inputs, Outputs extends object>(resource: Resource<Inputs, Outputs>, inputs: object): Inputs {
  const { inputs: filled, failures } = check(erased(resource), { value: { ...inputs }, secrets: [] })
  if (failures.length > 0) throw new Error(failures.map(({ property, reason }) => `${property}: ${reason}`).join('\n'))
  return filled.value as Inputs
}

export async function created<Inputs, Outputs extends object>(
  resource: Resource<Inputs, Outputs>,
  { context }: Scene,
  inputs: object,
): Promise<Recorded<Inputs, Outputs>> {
  const filled = checked(resource, inputs)
  return { inputs: filled, outputs: await resource.create(context, filled) }
}

export async function updated<Inputs, Outputs extends object>(
  resource: Resource<Inputs, Outputs>,
  { context }: Scene,
  { old, ...change }: Partial<Inputs> & { readonly old: Recorded<Inputs, Outputs> },
): Promise<Recorded<Inputs, Outputs>> {
  const inputs = { ...old.inputs, ...change }
  return { inputs, outputs: await resource.update(context, inputs, old) }
}

export async function previewed<Inputs, Outputs extends object>(
  resource: Resource<Inputs, Outputs>,
  { context }: Scene,
  inputs: object,
): Promise<void> {
  await resource.preview?.tell(context, checked(resource, inputs), null)
}
