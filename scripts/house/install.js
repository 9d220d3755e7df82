// Plain JavaScript for Node.js 20 and newer: it runs before anything is installed.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { follow } from '../../runtime/service/relaunch.js'
import { withLock } from './install-lock.js'

/**
 * Makes node_modules what package-lock.json says, and does nothing where it already is. False when npm failed.
 * @param {string} checkout
 * @returns {Promise<boolean>}
 */
export async function install(checkout) {
  if (isInstalled(checkout)) return true
  return withLock(join(checkout, '.install-lock'), async () => {
    // While this process waited for the lock, another may have done the work.
    if (isInstalled(checkout)) return true
    console.error('Installing the packages of package-lock.json (npm ci) ...')
    const code = await npmCi(checkout)
    if (code !== 0) console.error(`npm ci failed with code ${code}: see its words above, then try again.`)
    return code === 0
  })
}

/**
 * Whether the record that npm keeps of what it put into node_modules agrees with package-lock.json. npm writes that
 * record last, so an install that was cut short has none; what is optional may be absent (it is for other platforms).
 * @param {string} checkout
 */
export function isInstalled(checkout) {
  const wanted = packagesOf(join(checkout, 'package-lock.json'))
  const found = packagesOf(join(checkout, 'node_modules', '.package-lock.json'))
  if (!wanted || !found) return false
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true
    const other = found[path]
    return other ? isDeepStrictEqual(identity(entry), identity(other)) : Boolean(entry.optional)
  })
}

/**
 * @typedef {{ version?: string, integrity?: string, link?: boolean, optional?: boolean, bin?: Record<string, string> }} LockEntry
 * @param {string} file
 * @returns {Record<string, LockEntry> | undefined}
 */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return undefined
  }
}

/** @param {LockEntry} entry */
function identity({ version, integrity, link, bin }) {
  return [version, integrity, link, bin]
}

/** @param {string} checkout */
function npmCi(checkout) {
  const words = ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--include=dev', '--include=optional']
  const [command, ...first] = npmCommand()
  return follow(spawn(command, [...first, ...words], { cwd: checkout, stdio: ['ignore', 'ignore', 'inherit'] }))
}

/** @returns {[string, ...string[]]} */
function npmCommand() {
  const running = process.env['npm_execpath']
  return running?.endsWith('npm-cli.js') ? [process.execPath, running] : ['npm']
}
