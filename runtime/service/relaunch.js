// Plain JavaScript: it must also run on the older Node.js that it is there to leave.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const oldestMajor = 24
/** @type {NodeJS.Signals[]} */
const forwarded = ['SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGINT']

/** Whether this process can run the TypeScript sources itself. */
export function runsSources() {
  return majorOf(process.versions.node) >= oldestMajor
}

/**
 * Where npm puts the Node.js of this platform. Not node_modules/.bin: npm 10 takes that link away again together with
 * the package of the other platform, which brings a program of the same name.
 * @param {string} checkout
 */
export function nodeFolder(checkout) {
  return join(checkout, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin')
}

/**
 * Runs a script under the Node.js that npm installed in the checkout, and resolves to its exit code.
 * @param {string} checkout
 * @param {string} script
 * @param {readonly string[]} args
 * @returns {Promise<number>}
 */
export function relaunch(checkout, script, args) {
  const node = join(nodeFolder(checkout), 'node')
  if (!existsSync(node)) {
    process.stderr.write(`${noNodeMessage(process.version, `${process.platform}-${process.arch}`)}\n`)
    return Promise.resolve(1)
  }
  return follow(spawn(node, [script, ...args], { stdio: 'inherit' }))
}

/**
 * @param {string} version
 * @param {string} platform
 */
export function noNodeMessage(version, platform) {
  return (
    `Slipstream needs Node.js ${oldestMajor} or newer, this is ${version}, and node_modules holds none for ${platform}. ` +
    `On Linux (x64, arm64) run npm ci without --omit=optional; elsewhere install Node.js ${oldestMajor}. Then try again.`
  )
}

/**
 * Waits for a child and resolves to its exit code. Signals go on to it meanwhile, so that none is left an orphan;
 * a child that died of a signal takes this process with it the same way.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
export async function follow(child) {
  const stop = forwardSignals(child)
  try {
    return await endOf(child)
  } finally {
    stop()
  }
}

/** @param {import('node:child_process').ChildProcess} child */
function forwardSignals(child) {
  // Ctrl-C reaches the whole foreground group: sent on as well, the child would count it twice.
  const isTyped = process.stdin.isTTY || process.stdout.isTTY
  /** @param {NodeJS.Signals} signal */
  const forward = signal => {
    if (signal !== 'SIGINT' || !isTyped) child.kill(signal)
  }
  for (const signal of forwarded) process.on(signal, forward)
  return () => {
    for (const signal of forwarded) process.off(signal, forward)
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
function endOf(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      if (signal) dieOf(signal)
      else resolve(code ?? 1)
    })
  })
}

/** @param {NodeJS.Signals} signal */
function dieOf(signal) {
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
}

/** @param {string} version */
function majorOf(version) {
  return Number.parseInt(version, 10)
}
