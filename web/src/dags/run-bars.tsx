import { Link } from '@tanstack/react-router'
import type { RunBar } from '../../../runtime/api/ui/contract/dag-list.ts'
import { durationMsOf, runText } from '../run/run-text.ts'
import { stateClass } from '../states/states.ts'
import { useZone } from '../time/zone.ts'

const HEIGHT = 24
const LEAST = 4
const STEP = 8

/** The last runs of a DAG: the height is the duration beside the longest, the colour the state. */
export function RunBars({ dagId, runs }: { readonly dagId: string; readonly runs: readonly RunBar[] }) {
  const longest = Math.max(...runs.map(durationMsOf), 1)
  return (
    <span className="run-bars">
      {runs.map(run => (
        <Bar key={run.runId} dagId={dagId} run={run} height={heightOf(run, longest)} />
      ))}
    </span>
  )
}

function Bar({ dagId, run, height }: { readonly dagId: string; readonly run: RunBar; readonly height: number }) {
  const zone = useZone()
  const says = runText(run, zone)
  return (
    <Link
      to="/dags/$dagId"
      params={{ dagId }}
      search={{ run: run.runId }}
      preload={false}
      className={`run-bar ${stateClass(run.state)}`}
      aria-label={says}
      title={says}
    >
      <svg width={STEP} height={HEIGHT} aria-hidden="true">
        <rect x="1" y={HEIGHT - height} width={STEP - 2} height={height} rx="1.500" fill="var(--state)" />
      </svg>
    </Link>
  )
}

const heightOf = (run: RunBar, longest: number): number => LEAST + (durationMsOf(run) / longest) * (HEIGHT - LEAST)
