import { setImmediate } from 'node:timers/promises'

/** What keeps a process busy: timers, child processes, servers, requests under way; by Node's name, with their number. */
export type Activities = ReadonlyMap<string, number>

/** Open connections (a pool of a module, say) do nothing by themselves. */
const PASSIVE: ReadonlySet<string> = new Set(['PipeWrap', 'TTYWrap', 'TCPSocketWrap', 'TLSWrap'])

export function currentActivities(): Activities {
  const counts = new Map<string, number>()
  for (const name of process.getActiveResourcesInfo())
    if (!PASSIVE.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

/** Whether no more goes on than before. What has just been closed gets a turn or two to go. */
export async function isQuietSince(before: Activities): Promise<boolean> {
  for (let turn = 0; turn < TURNS && !isQuiet(before); turn += 1) await setImmediate()
  return isQuiet(before)
}

const TURNS = 3

const isQuiet = (before: Activities): boolean =>
  [...currentActivities()].every(([name, count]) => count <= (before.get(name) ?? 0))
