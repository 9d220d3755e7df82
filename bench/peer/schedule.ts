import type { TurnPlan } from './turn.ts'

/** One contestant's place in the order of a run. */
export interface Place {
  readonly contestant: string
  readonly plan: TurnPlan
}

const OURS = 'slipstream'

/**
 * Ours before, between and after the peers, so that a machine that changes its mind meets everybody. Each peer's last turn
 * has the fifty DAGs, which take minutes there.
 */
export function scheduleOf(peers: readonly string[], repetitions: number): Place[] {
  const rounds = Array.from({ length: repetitions }, (_, round) =>
    peers.flatMap(peer => [ours(round === 0), { contestant: peer, plan: planOf(peer, round, repetitions) }]),
  )
  return [...rounds.flat(), ours(false)]
}

const ours = (isIdleMeasured: boolean): Place => ({
  contestant: OURS,
  plan: { w1: 3, w2: 3, w3: 1, w4: 12, isIdleMeasured },
})

/** Airflow 3 is quick enough for two runs in a turn. */
function planOf(peer: string, round: number, repetitions: number): TurnPlan {
  const runs = peer.startsWith('airflow-2') ? 1 : 2
  const isLast = round === repetitions - 1
  return { w1: runs, w2: runs, w3: isLast ? 1 : 0, w4: 10, isIdleMeasured: round === 0 }
}
