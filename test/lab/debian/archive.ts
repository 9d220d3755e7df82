import { readdirSync, readFileSync } from 'node:fs'
import type { Recipe } from './recipe.ts'

const SOURCES = '/etc/apt/sources.list'

/** Lines of sources.list for the suite, from the place where this machine's own apt gets Debian. */
export function sourcesOf(suite: Recipe['suite']): string[] {
  const archive = archiveIn(readSources())
  const main = `deb ${archive} ${suite} main`
  if (suite === 'sid') return [main]
  const security = `${archive.replace(/\/debian$/, '')}/debian-security`
  return [main, `deb ${archive} ${suite}-updates main`, `deb ${security} ${suite}-security main`]
}

/** The address of Debian's archive in apt's files, of either format. */
export function archiveIn(sources: string): string {
  const address = /^(?:URIs:|deb(?: \[[^\]]*\])?) *(\S+\/debian)\/?(?:\s|$)/m.exec(sources)?.[1]
  if (address === undefined) throw new Error(`apt on this machine names no Debian archive: see ${SOURCES}`)
  return address
}

function readSources(): string {
  const parts = readdirSync(`${SOURCES}.d`).filter(name => /\.(list|sources)$/.test(name))
  return [SOURCES, ...parts.map(name => `${SOURCES}.d/${name}`)].map(readIfThere).join('\n')
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}
