// Plain JavaScript for Node.js 20 and newer: what the npm scripts start. It installs what package-lock.json
// names, moves to the Node.js that came with it, and runs the command there.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { nodeFolder, relaunch, runsSources } from '../runtime/service/relaunch.js'
import { install } from './house/install.js'

/** @type {Record<string, readonly [script: string, ...args: string[]]>} */
const commands = {
  start: ['scripts/start.ts'],
  test: ['scripts/test.ts'],
  'test:system': ['scripts/test.ts', 'test/system/'],
  check: ['scripts/check.ts'],
  bench: ['bench/main.ts'],
  doctor: ['scripts/doctor.ts'],
  gallery: ['scripts/gallery.ts'],
  'build:package': ['scripts/build-package.ts'],
}

const checkout = fileURLToPath(new URL('..', import.meta.url))
process.exitCode = await run(process.argv.slice(2))

/**
 * @param {string[]} argv
 * @returns {Promise<number>}
 */
async function run(argv) {
  const [name = '', ...args] = argv
  const command = commands[name]
  if (!command) return refuse(`No command "${name}". There are: ${Object.keys(commands).join(', ')}`)
  process.chdir(checkout)
  if (!(await install(checkout))) return 1
  putFirstOnPath([nodeFolder(checkout), join(checkout, 'node_modules', '.bin')])
  if (!runsSources()) return relaunch(checkout, fileURLToPath(import.meta.url), argv)
  const [script, ...first] = command
  if (!existsSync(script)) return refuse(`${script} is not in this checkout, so there is no npm run ${name} yet`)
  return runHere(join(checkout, script), [...first, ...args])
}

/**
 * Runs the script in this very process, which saves a process and leaves signals to the script.
 * @param {string} script
 * @param {string[]} args
 */
async function runHere(script, args) {
  process.argv = [process.execPath, script, ...args]
  await import(pathToFileURL(script).href)
  return Number(process.exitCode ?? 0)
}

/** @param {string[]} folders */
function putFirstOnPath(folders) {
  const rest = (process.env['PATH'] ?? '').split(delimiter).filter(entry => !folders.includes(entry))
  process.env['PATH'] = [...folders, ...rest].join(delimiter)
}

/** @param {string} message */
function refuse(message) {
  console.error(message)
  return 2
}
