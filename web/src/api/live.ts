import type { QueryClient } from '@tanstack/react-query'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { LiveEvent } from '../../../runtime/api/ui/contract/events.ts'

/** A connection that comes back sooner was not gone for anybody who reads. */
const PATIENCE_MS = 2000
/** The browser tries again by itself, but not after an answer that was an error. */
const AGAIN_MS = 3000

/**
 * Refetches what open pages show as soon as the server says that it changed. @returns whether the server has not been heard
 * for a while
 */
export function useLiveUpdates(): boolean {
  const queries = useQueryClient()
  const [isLost, setIsLost] = useState(false)
  useEffect(() => {
    let stream: EventSource
    let again: ReturnType<typeof setTimeout> | undefined
    let losing: ReturnType<typeof setTimeout> | undefined
    // Whatever happened while there was no connection was not said.
    let hasMissed = false
    const onOpen = (): void => {
      clearTimeout(losing)
      losing = undefined
      setIsLost(false)
      if (hasMissed) refetchAll(queries)
      hasMissed = false
    }
    const onError = (): void => {
      hasMissed = true
      losing ??= setTimeout(() => setIsLost(true), PATIENCE_MS)
      if (stream.readyState === EventSource.CLOSED) again = setTimeout(connect, AGAIN_MS)
    }
    const connect = (): void => {
      stream = new EventSource('/ui/events')
      stream.onmessage = message => invalidate(queries, JSON.parse(message.data) as LiveEvent[])
      stream.onopen = onOpen
      stream.onerror = onError
    }
    connect()
    return () => {
      stream.close()
      clearTimeout(again)
      clearTimeout(losing)
    }
  }, [queries])
  return isLost
}

function invalidate(queries: QueryClient, events: readonly LiveEvent[]): void {
  for (const key of keysOf(events)) void queries.invalidateQueries({ queryKey: key })
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
