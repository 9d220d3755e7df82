import { type DagModel, setPaused } from '../../db/dag.ts'
import { wakeScheduler } from '../../queue/wake-scheduler.ts'
import type { Call, Command } from '../frame/command.ts'
import { withCurrentDags } from '../frame/current-dags.ts'
import type { Opened } from '../frame/open.ts'
import {
  type OutputOptions,
  outputOption,
  regexOption,
  type SubdirOptions,
  subdirOption,
  type YesOptions,
  yesOption,
} from '../frame/options.ts'
import { confirm } from '../input/prompt.ts'
import { matchingDags } from '../lookup/find-dag.ts'
import { printRows } from '../output/print-rows.ts'

interface Options extends OutputOptions, SubdirOptions, YesOptions {
  readonly treatDagIdAsRegex?: boolean
}

export const pause = pausing(true)

export const unpause = pausing(false)

function pausing(isPaused: boolean): Command<Options> {
  return {
    positionals: ['<dag_id>'],
    options: [subdirOption(), regexOption(), yesOption(), outputOption()],
    audit: isPaused ? 'dag_pause' : 'dag_unpause',
    run: call => withCurrentDags(call, opened => setAll(call, { ...opened, isPaused })),
  }
}

interface Setting extends Opened {
  readonly isPaused: boolean
}

async function setAll(call: Call<Options>, { db, config, isPaused }: Setting): Promise<number> {
  const { options, generation } = call
  const isRegex = options.treatDagIdAsRegex === true
  const dags = await matchingDags(db, call.args[0] ?? '', isRegex)
  const changing = dags.filter(dag => dag.isPaused !== isPaused)
  if (changing.length === 0 && generation === 2) {
    console.log(`No ${isPaused ? 'un' : ''}paused DAGs were found`)
    return 0
  }
  if (isRegex && options.yes !== true && !(await confirm(questionFor(changing, isPaused)))) {
    console.log('Operation cancelled by user')
    return 0
  }
  for (const { dagId } of changing) await setPaused(db, dagId, isPaused)
  await wakeScheduler(config, ...changing.map(({ dagId }) => ({ type: 'dag' as const, dagId })))
  if (generation === 1)
    for (const { dagId } of dags) console.log(`Dag: ${dagId}, paused: ${isPaused ? 'True' : 'False'}`)
  else
    printRows(
      changing.map(({ dagId }) => ({ dag_id: dagId, is_paused: isPaused })),
      options.output,
    )
  return 0
}

const questionFor = (dags: readonly DagModel[], isPaused: boolean): string =>
  `You are about to ${isPaused ? '' : 'un'}pause ${dags.length} DAGs:\n${dags.map(dag => dag.dagId).join(',')}\n\nAre you sure? [y/n]`
