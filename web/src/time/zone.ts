import { useSyncExternalStore } from 'react'

const KEY = 'time-zone'
const listeners = new Set<() => void>()

/** The zone in which pages show times; Airflow's fallback is UTC. */
export const useZone = (): string => useSyncExternalStore(subscribe, currentZone)

export const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

export const allZones = (): readonly string[] => [
  ...new Set(['UTC', localZone(), ...Intl.supportedValuesOf('timeZone')]),
]

export function setZone(zone: string): void {
  localStorage.setItem(KEY, zone)
  for (const listener of listeners) listener()
}

const currentZone = (): string => localStorage.getItem(KEY) ?? 'UTC'

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
