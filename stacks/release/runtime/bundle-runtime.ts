import { join } from 'node:path'
import { type OutputBundle, type RolldownLog, rolldown } from 'rolldown'
import { CHECKOUT } from '../../checkout.ts'
import type { ReleaseFile } from '../archive/release-file.ts'
import { ReleaseError } from '../release-error.ts'
import { checkoutUrls } from './checkout-urls.ts'

/** The program of a release. */
export const PROGRAM = 'airflow.mjs'

export interface RuntimeBundle {
  readonly files: readonly ReleaseFile[]
  /** Every module that went into it, by its path on this machine. */
  readonly modules: readonly string[]
}

/**
 * The runtime and the packages that it uses, as JavaScript that needs no node_modules. Each command is a chunk of its
 * own, and so is each module that the runtime starts in another process; what they share they load once.
 */
export async function bundleRuntime(): Promise<RuntimeBundle> {
  await using build = await rolldown({
    cwd: CHECKOUT,
    platform: 'node',
    input: { airflow: join(CHECKOUT, 'runtime', 'cli', 'airflow.js') },
    plugins: [checkoutUrls(CHECKOUT)],
    onLog: (_, log) => refuse(log),
  })
  const { output } = await build.generate({
    format: 'esm',
    entryFileNames: chunk => (chunk.name === 'airflow' ? PROGRAM : 'lib/[name]-[hash].mjs'),
    chunkFileNames: 'lib/[name]-[hash].mjs',
  })
  return {
    files: output.map(file => ({ path: file.fileName, content: Buffer.from(contentOf(file)) })),
    modules: output.flatMap(file => (file.type === 'chunk' ? file.moduleIds : [])),
  }
}

/** A package that is not installed would be missing on the host, at the moment it is needed. */
function refuse(log: RolldownLog): void {
  if (log.code === 'UNRESOLVED_IMPORT')
    throw new ReleaseError(`The runtime cannot be bundled: ${log.message}. Run npm ci`)
}

const contentOf = (file: OutputBundle[string]): string | Uint8Array => (file.type === 'chunk' ? file.code : file.source)
