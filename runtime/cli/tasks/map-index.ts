import { Option } from 'commander'
import { wholeNumber } from '../frame/options.ts'

export interface MapIndexOptions {
  readonly mapIndex: number
}

export const mapIndexOption = (): Option =>
  new Option('--map-index <index>', 'Mapped task index').argParser(wholeNumber).default(-1)
