// Plain JavaScript for Node.js 20 and newer: it runs before anything is installed.
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as rest } from 'node:timers/promises'

const pollMs = 200

/**
 * Runs the work while no other process on this machine holds the same lock file; waits for the one that does.
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, work) {
  await acquire(file)
  const release = () => rmSync(file, { force: true })
  process.once('exit', release)
  try {
    return await work()
  } finally {
    process.off('exit', release)
    release()
  }
}

/** @param {string} file */
async function acquire(file) {
  let isFirstTry = true
  while (!tryToTake(file)) {
    const holder = holderOf(file)
    if (holder !== undefined && !isAlive(holder)) rmSync(file, { force: true })
    else {
      if (isFirstTry) console.error(`Process ${holder ?? '?'} is installing the packages; waiting for it ...`)
      isFirstTry = false
      await rest(pollMs)
    }
  }
}

/**
 * The file appears with its content in one step (a link), so that no reader sees it without its holder.
 * @param {string} file
 */
function tryToTake(file) {
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, String(process.pid))
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

/** @param {string} file */
function holderOf(file) {
  try {
    return Number(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}
