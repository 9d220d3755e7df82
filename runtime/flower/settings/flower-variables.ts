import { type FlowerOptions, type OptionValue, optionKind, optionOf } from './flower-options.ts'

const PREFIX = 'FLOWER_'
/** Set by container platforms for a service of the name flower, and no option. */
const OF_PLATFORMS = /^FLOWER_(PORT|SERVICE)_/
/** Here everybody may read where there is no basic_auth, and nobody act without signing in. */
const UNAUTHENTICATED = 'FLOWER_UNAUTHENTICATED_API'

/** Flower's options out of environment variables such as FLOWER_MAX_TASKS. @throws FlowerConfUnreadable */
export function flowerVariables(env: NodeJS.ProcessEnv): FlowerOptions {
  const own = Object.entries(env).filter(
    ([variable]) => variable.startsWith(PREFIX) && variable !== UNAUTHENTICATED && !OF_PLATFORMS.test(variable),
  )
  return Object.fromEntries(own.flatMap(([variable, text = '']) => variableOf(variable, text)))
}

function variableOf(variable: string, text: string): [string, OptionValue][] {
  const name = variable.slice(PREFIX.length).toLowerCase()
  const kind = optionKind(name, variable)
  return kind === null ? [] : optionOf(name, READERS[kind](text), variable)
}

const READERS: Readonly<Record<'text' | 'number' | 'flag', (text: string) => OptionValue>> = {
  text: text => text,
  number: text => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : text),
  flag: text => (/^(1|t|true|y|yes|on)$/i.test(text) ? true : /^(0|f|false|n|no|off)$/i.test(text) ? false : text),
}
