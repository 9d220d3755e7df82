import type { QueryClient } from '@tanstack/react-query'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { LiveEvent } from '../../../runtime/api/ui/contract/events.ts'

/** Refetches what open pages show as soon as the server says that it changed. */
export function useLiveUpdates(): void {
  const queries = useQueryClient()
  useEffect(() => {
    const stream = new EventSource('/ui/events')
    stream.onmessage = message => {
      for (const key of keysOf(JSON.parse(message.data) as LiveEvent[]))
        void queries.invalidateQueries({ queryKey: key })
    }
    // Whatever happened while there was no connection was not said.
    let wasOpen = false
    stream.onopen = () => {
      if (wasOpen) refetchAll(queries)
      wasOpen = true
    }
    return () => stream.close()
  }, [queries])
}

/** The query keys that begin with these hold what changed; each is there once. */
function keysOf(events: readonly LiveEvent[]): (readonly string[])[] {
  const keys = new Map<string, readonly string[]>()
  for (const event of events) for (const key of KEYS[event.type](event as never)) keys.set(key.join('\0'), key)
  return [...keys.values()]
}

type KeysOf<T extends LiveEvent['type']> = (event: Extract<LiveEvent, { type: T }>) => readonly (readonly string[])[]

const KEYS: { readonly [T in LiveEvent['type']]: KeysOf<T> } = {
  dag_run: ({ dagId }) => [['dag', dagId], ['dags'], ['home'], ['browse'], ['pools'], ['cluster']],
  dags: () => [['dags'], ['dag'], ['home']],
  import_errors: () => [['dags'], ['home'], ['import-errors']],
  cluster: () => [['cluster'], ['home']],
}

const refetchAll = (queries: QueryClient): void => void queries.invalidateQueries()
