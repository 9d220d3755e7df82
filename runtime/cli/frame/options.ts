import { InvalidArgumentError, Option } from 'commander'
import { OUTPUT_FORMATS, type OutputFormat } from '../output/print-rows.ts'

/** Options that many commands share. */

export interface OutputOptions {
  readonly output: OutputFormat
}

export const outputOption = (): Option =>
  new Option('-o, --output <format>', 'Output format').choices(OUTPUT_FORMATS).default('table')

export interface YesOptions {
  readonly yes?: boolean
}

export const yesOption = (): Option => new Option('-y, --yes', 'Do not prompt to confirm')

export interface SubdirOptions {
  readonly subdir?: string
}

/** DAGs come from the database, so that for one DAG the folder says nothing new. */
export const subdirOption = (): Option =>
  new Option('-S, --subdir <path>', 'File location or directory from which to look for the dag')

export const regexOption = (): Option =>
  new Option('--treat-dag-id-as-regex', 'The dag_id is a regular expression for all the DAGs that are meant')

export function wholeNumber(text: string): number {
  if (/^-?\d+$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Expected a whole number')
}

export function seconds(text: string): number {
  if (text.trim() !== '' && Number.isFinite(Number(text)) && Number(text) >= 0) return Number(text)
  throw new InvalidArgumentError('Expected a number of seconds')
}
