import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'

const checkout = resolve(import.meta.dirname, '../../..')

/** Why there is no Pulumi CLI here; null where there is one. With CI=true that is an error. */
export function whyNoPulumi(): string | null {
  const reason = existsSync(binary()) || isInstalled() ? null : `no Pulumi CLI at ${binary()}: npx pulumi version`
  if (reason !== null && process.env['CI'] === 'true') throw new Error(reason)
  return reason
}

/**
 * Environment of the CLI, and of the plugins and programs that it starts: the Node.js of the checkout, a state in the
 * folder, nothing fetched. Where the official docker plugin is not installed, the stand-in is on the PATH.
 */
export function pulumiEnvironment(stateFolder: string, path = process.env['PATH'] ?? ''): Record<string, string> {
  const standIn = hasOfficialDockerPlugin() ? [] : [join(checkout, 'test/lab/docker-plugin')]
  return {
    PATH: [join(checkout, 'node_modules/.bin'), ...standIn, path].join(delimiter),
    PULUMI_BACKEND_URL: `file://${stateFolder}?metadata=skip`,
    PULUMI_CONFIG_PASSPHRASE: 'test',
    PULUMI_SKIP_UPDATE_CHECK: 'true',
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
  }
}

/** Where the npm package `pulumi` looks for the CLI of its own version. */
function binary(): string {
  const { version } = JSON.parse(readFileSync(join(checkout, 'node_modules/pulumi/package.json'), 'utf8'))
  return join(home(), 'versions', version, 'bin', 'pulumi')
}

/** That package fetches the CLI at its first use, where its vendor can be reached. */
function isInstalled(): boolean {
  spawnSync(join(checkout, 'node_modules/.bin/pulumi'), ['version'], { stdio: 'ignore', timeout: 60_000 })
  return existsSync(binary())
}

function hasOfficialDockerPlugin(): boolean {
  const folder = join(home(), 'plugins')
  return existsSync(folder) && readdirSync(folder).some(name => name.startsWith('resource-docker-v'))
}

function home(): string {
  return process.env['PULUMI_HOME'] ?? join(homedir(), '.pulumi')
}
