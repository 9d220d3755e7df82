import { useNavigate, useSearch } from '@tanstack/react-router'

/** What is looked at on the pages of a DAG, kept in the address: a run, or a task instance of it. */
export interface Selection {
  readonly run?: string | undefined
  readonly task?: string | undefined
  /** The index of one task instance of a mapped task. */
  readonly map?: number | undefined
}

/** Reads the search part of an address. */
export const readSelection = (given: Readonly<Record<string, unknown>>): Selection => ({
  run: given['run'] === undefined ? undefined : String(given['run']),
  task: given['task'] === undefined ? undefined : String(given['task']),
  map: Number.isInteger(given['map']) && Number(given['map']) >= 0 ? Number(given['map']) : undefined,
})

export function useSelection(): [Selection, (selection: Selection) => void] {
  const { run, task, map }: Selection = useSearch({ from: '/dags/$dagId' })
  const navigate = useNavigate()
  return [
    { run, task, map },
    selection => void navigate({ to: '.', search: selection, replace: true, resetScroll: false }),
  ]
}
