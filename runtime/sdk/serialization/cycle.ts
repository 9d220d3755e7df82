/** A way from a task back to itself, such as [a, b, a]; null when there is none. */
export function findCycle(downstream: ReadonlyMap<string, readonly string[]>): string[] | null {
  const done = new Set<string>()
  for (const start of downstream.keys()) {
    const cycle = done.has(start) ? null : cycleFrom(start, downstream, done)
    if (cycle !== null) return cycle
  }
  return null
}

/** Depth first with a stack of its own: a chain of tasks may be longer than the call stack is deep. */
function cycleFrom(
  start: string,
  downstream: ReadonlyMap<string, readonly string[]>,
  done: Set<string>,
): string[] | null {
  const next = (id: string): Iterator<string> => (downstream.get(id) ?? []).values()
  const path = [{ id: start, rest: next(start) }]
  const onPath = new Set([start])
  for (let last = path.at(-1); last !== undefined; last = path.at(-1)) {
    const { value: id, done: isLast } = last.rest.next()
    if (isLast === true) {
      path.pop()
      onPath.delete(last.id)
      done.add(last.id)
    } else if (onPath.has(id)) {
      const ids = path.map(step => step.id)
      return [...ids.slice(ids.indexOf(id)), id]
    } else if (!done.has(id)) {
      path.push({ id, rest: next(id) })
      onPath.add(id)
    }
  }
  return null
}
