// Prints the dependency table into ARCHITECTURE.md (--write), or says whether it is current there (--check).
import { readFile, writeFile } from 'node:fs/promises'
import { dependencyTable } from '../dependency-rules.mjs'
import { printTable, withTable } from './house/printed-table.ts'

const file = 'ARCHITECTURE.md'

process.exitCode = await run(process.argv[2])

async function run(option: string | undefined): Promise<number> {
  const before = await readFile(file, 'utf8')
  const after = withTable(before, printTable(dependencyTable))
  if (option === '--write') {
    await writeFile(file, after)
    return 0
  }
  if (option !== '--check') return say(`Expected --check or --write, got ${option ?? 'nothing'}`, 2)
  if (before === after) return 0
  return say(`The table in ${file} is not that of dependency-rules.mjs: node scripts/dependency-table.ts --write`, 1)
}

function say(message: string, exitCode: number): number {
  console.error(message)
  return exitCode
}
