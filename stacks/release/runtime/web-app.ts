import { join } from 'node:path'
import { execa } from 'execa'
import { CHECKOUT } from '../../checkout.ts'

let building: Promise<unknown> | null = null

/**
 * Builds the web app of the checkout where its sources changed, once for releases that are made at the same time. It is
 * done in a process of its own: only a checkout has Vite.
 */
export async function buildWebApp(): Promise<void> {
  building ??= execa(process.execPath, [join(CHECKOUT, 'web', 'build', 'main.ts')], { stdin: 'ignore' })
  await building
}
