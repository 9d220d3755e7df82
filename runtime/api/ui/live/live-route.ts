import { EventEmitter, on } from 'node:events'
import { type Route, route } from '../../route.ts'
import type { LiveEvent } from '../contract/events.ts'
import { answerEvents } from './event-stream.ts'
import type { LiveChanges } from './live-changes.ts'

/** One list of events at a time, each as soon as the database shows the change. */
export const liveRoute = (changes: LiveChanges, closing: AbortSignal): Route =>
  route({
    method: 'GET',
    path: '/ui/events',
    operationId: 'ui_events',
    summary: 'What changes from now on',
    tag: 'Pages',
    access: 'read',
    handle: async ({ reply, rights }) => {
      const dagIds = rights.readableDagIds()
      const mayHear = (event: LiveEvent): boolean =>
        dagIds === undefined || event.type !== 'dag_run' || dagIds.includes(event.dagId)
      return answerEvents(reply, closing, signal => eventsOf(changes, mayHear, signal))
    },
  })

async function* eventsOf(
  changes: LiveChanges,
  mayHear: (event: LiveEvent) => boolean,
  signal: AbortSignal,
): AsyncGenerator<readonly LiveEvent[]> {
  const emitter = new EventEmitter()
  const stop = await changes.listen(events => emitter.emit('events', events))
  try {
    for await (const [events] of on(emitter, 'events', { signal })) {
      const heard = (events as readonly LiveEvent[]).filter(mayHear)
      if (heard.length > 0) yield heard
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    stop()
  }
}
