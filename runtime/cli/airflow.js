#!/usr/bin/env node
// Plain JavaScript: `npx airflow` may start it under an older Node.js, which it then leaves for the checkout's own.
import { existsSync } from 'node:fs'
import module from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { relaunch, runsSources } from '../service/relaunch.js'

const checkout = fileURLToPath(new URL('../..', import.meta.url))

if (process.env['npm_command'] === 'exec') endWithParent()
process.exitCode = runsSources()
  ? await runHere(process.argv.slice(2))
  : await relaunch(checkout, fileURLToPath(import.meta.url), process.argv.slice(2))

/** @param {string[]} args */
async function runHere(args) {
  hideExperimentalWarnings()
  if (existsSync(join(checkout, 'scripts', 'run.js'))) settleInCheckout()
  else module.enableCompileCache(process.env['NODE_COMPILE_CACHE'] ?? cacheOfRelease(process.env['AIRFLOW_HOME']))
  const { main } = await import('./main.ts')
  return main(args, process.env)
}

// In AIRFLOW_HOME, so that it goes with the rest of a deployment.
/** @param {string | undefined} home */
function cacheOfRelease(home) {
  return home ? join(home, '.cache') : join(homedir(), '.cache', 'slipstream')
}

// npx passes a SIGTERM to the shell between it and us, which dies of it alone: without this we would live on.
function endWithParent() {
  delete process.env['npm_command']
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, 250)
  watch.unref()
}

function settleInCheckout() {
  module.enableCompileCache(process.env['NODE_COMPILE_CACHE'] ?? join(checkout, 'node_modules', '.cache', 'compile'))
  process.env['AIRFLOW_HOME'] ||= join(checkout, 'airflow-home')
}

// node:sqlite announces itself as experimental at every start; any other warning is still shown.
function hideExperimentalWarnings() {
  const listeners = process.listeners('warning')
  process.removeAllListeners('warning')
  process.on('warning', warning => {
    if (warning.name === 'ExperimentalWarning') return
    for (const listener of listeners) listener(warning)
  })
}
