import { useEffect, useRef } from 'react'

/** What a key does, where there is something to do it with. Keys are pressed one after the other. */
export const SHORTCUTS = {
  help: '?',
  search: '/',
  'list.down': 'j',
  'list.up': 'k',
  'dag.trigger': 't',
  'dag.pause': 'p',
  'dag.fold': 'c',
  'dag.unfold': 'e',
  'panel.log': 'l',
  'panel.clear': 'x',
  'panel.mark': 'm',
  'panel.previous': '[',
  'panel.next': ']',
  'panel.close': 'Escape',
} as const satisfies Record<string, string>

export type ShortcutName = keyof typeof SHORTCUTS

export type Handlers = { readonly [Name in ShortcutName]?: () => void }

/** Of those who are there, who came last is asked first. */
const listening: { readonly current: Handlers }[] = []

/** Does this while the component is there. */
export function useShortcuts(handlers: Handlers): void {
  const ref = useRef(handlers)
  useEffect(() => {
    ref.current = handlers
  })
  useEffect(() => {
    listening.push(ref)
    return () => {
      listening.splice(listening.indexOf(ref), 1)
    }
  }, [])
}

const NAMES = Object.keys(SHORTCUTS) as ShortcutName[]

/** What a key would do now, if anything. */
export function handlerOf(key: string): (() => void) | undefined {
  const name = NAMES.find(one => SHORTCUTS[one] === key)
  return name === undefined ? undefined : handlerNamed(name)
}

/** What can be done to what the page shows. */
export const availableShortcuts = (): { readonly name: ShortcutName; readonly act: () => void }[] =>
  NAMES.filter(name => /^(dag|panel)\./.test(name)).flatMap(name => {
    const act = handlerNamed(name)
    return act === undefined ? [] : [{ name, act }]
  })

const handlerNamed = (name: ShortcutName): (() => void) | undefined =>
  listening.findLast(({ current }) => current[name] !== undefined)?.current[name]
