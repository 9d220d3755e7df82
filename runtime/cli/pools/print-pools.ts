import type { Pool } from '../../db/pool.ts'
import type { Call } from '../frame/command.ts'
import type { OutputOptions } from '../frame/options.ts'
import { printRows } from '../output/print-rows.ts'
import { pythonRepr } from '../output/python-text.ts'
import { boxedTable } from '../output/tables.ts'

export function printPools(pools: readonly Pool[], { generation, options }: Call<OutputOptions>): void {
  if (generation === 1) {
    const cells = pools.map(pool => [pythonRepr(pool.name), String(pool.slots), pythonRepr(pool.description)])
    console.log(boxedTable(['Pool', 'Slots', 'Description'], cells))
    return
  }
  const rows = pools.map(pool => ({
    pool: pool.name,
    slots: pool.slots,
    description: pool.description,
    include_deferred: pool.includeDeferred,
  }))
  printRows(rows, options.output)
}
