import { setTimeout as sleep } from 'node:timers/promises'
import { Option } from 'commander'
import { SlipstreamError } from '../../model/errors.ts'
import type { Call, Command } from '../frame/command.ts'
import { withUncheckedDatabase } from '../frame/open.ts'
import { seconds, wholeNumber } from '../frame/options.ts'

interface Options {
  readonly retry: number
  readonly retryDelay: number
}

/** `airflow db check`: whether the database answers. */
export const command: Command<Options> = {
  options: [
    new Option('--retry <count>', 'Retry database check up to this many times').argParser(wholeNumber).default(0),
    new Option('--retry-delay <seconds>', 'Wait time between retries in seconds').argParser(seconds).default(1),
  ],
  run: check,
}

async function check(call: Call<Options>): Promise<number> {
  const { retry, retryDelay } = call.options
  for (let left = retry; ; left--) {
    try {
      await withUncheckedDatabase(call, async () => undefined)
      console.log('Connection successful.')
      return 0
    } catch (error) {
      if (left <= 0 || !(error instanceof SlipstreamError)) throw error
      console.error(`${error.message}\n${left} retries remain. Will retry in ${retryDelay} seconds`)
    }
    await sleep(retryDelay * 1000)
  }
}
