// Checks package-lock.json (--check): no addresses, and every optional package has its entry; --write adds those.
import { readFile, writeFile } from 'node:fs/promises'
import { addresses, type LockEntries, lackingEntries, withEntries } from './house/lock-file.ts'

const file = 'package-lock.json'

process.exitCode = await run(process.argv[2])

async function run(option: string | undefined): Promise<number> {
  const lock = JSON.parse(await readFile(file, 'utf8')) as { packages: LockEntries }
  if (option === '--check') return check(lock.packages)
  if (option !== '--write') return say([`Expected --check or --write, got ${option ?? 'nothing'}`], 2)
  const packages = withEntries(lock.packages, lackingEntries(lock.packages))
  await writeFile(file, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`)
  return 0
}

function check(entries: LockEntries): number {
  const named = addresses(entries)
  if (named.length > 0) return say([...named, 'Addresses: keep omit-lockfile-registry-resolved=true in .npmrc'], 1)
  const lacking = Object.keys(lackingEntries(entries))
  if (lacking.length > 0) return say([...lacking, 'No entries for these: node scripts/lock-file.ts --write'], 1)
  return 0
}

function say(lines: readonly string[], exitCode: number): number {
  console.error(lines.join('\n'))
  return exitCode
}
