import { useState } from 'react'

/** Which rows of the shown page are selected. */
export interface Selected {
  readonly names: readonly string[]
  readonly has: (name: string) => boolean
  readonly isAll: boolean
  readonly toggle: (name: string, isOn: boolean) => void
  readonly toggleAll: (isOn: boolean) => void
}

/** What is no longer shown is not selected. */
export function useSelected(shown: readonly string[]): Selected {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const names = shown.filter(name => chosen.has(name))
  return {
    names,
    has: name => names.includes(name),
    isAll: names.length > 0 && names.length === shown.length,
    toggle: (name, isOn) => setChosen(new Set(isOn ? [...names, name] : names.filter(other => other !== name))),
    toggleAll: isOn => setChosen(new Set(isOn ? shown : [])),
  }
}
