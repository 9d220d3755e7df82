import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

export interface Printer {
  /** One line of one part, e.g. `scheduler | …`. */
  print(name: string, line: string): void
  /** Every line of a stream, until it ends. */
  printAll(name: string, stream: Readable): void
}

/** Puts the name of the part before each line, as Airflow's standalone does; each name has its colour. */
export function prefixedPrinter(
  output: { write(text: string): unknown },
  { isColored }: { readonly isColored: boolean | undefined },
): Printer {
  const print = (name: string, line: string): void => {
    const prefix = `${name.padEnd(WIDTH)} |`
    output.write(`${isColored === true ? `\u001b[${COLORS[name] ?? 37}m${prefix}\u001b[0m` : prefix} ${line}\n`)
  }
  return {
    print,
    printAll: (name, stream) => {
      createInterface({ input: stream }).on('line', line => print(name, line))
    },
  }
}

const WIDTH = 'standalone'.length

/** SGR colours. */
const COLORS: Readonly<Record<string, number>> = { standalone: 37, scheduler: 34, webserver: 32 }
