import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { CHECKOUT } from '../../../stacks/checkout.ts'
import { buildRuntimeRelease } from '../../../stacks/release/runtime-release.ts'
import type { AirflowProgram } from '../../integration/airflow.ts'

/** Releases that tests build; what has not changed since the last run is not built again. */
export const RELEASE_CACHE = join(CHECKOUT, 'node_modules', '.cache', 'slipstream-releases')

export const thisArchitecture = process.arch === 'arm64' ? 'arm64' : 'x64'

export interface UnpackedRelease extends Disposable {
  readonly folder: string
  /** Its `airflow`, in an environment that has nothing of this checkout. */
  readonly program: AirflowProgram
}

/** The runtime release of this machine, unpacked as a host would, in a folder of its own. */
export async function unpackRuntimeRelease(): Promise<UnpackedRelease> {
  const { archive } = await buildRuntimeRelease({ architecture: thisArchitecture, cacheFolder: RELEASE_CACHE })
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-release-'))
  await execa('tar', ['-xzf', archive, '-C', folder])
  return {
    folder,
    program: {
      node: join(folder, 'bin', 'node'),
      script: join(folder, 'airflow.mjs'),
      cwd: folder,
      env: { PATH: '/usr/bin:/bin', HOME: join(folder, 'home') },
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}
