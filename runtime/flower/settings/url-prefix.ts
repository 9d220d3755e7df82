import { FlowerOptionInvalid } from '../errors.ts'

/** `flower`, `/flower` and `/flower/` all mean `/flower`; nothing means the empty prefix. @throws FlowerOptionInvalid */
export function urlPrefixOf(text: string): string {
  const path = text.trim().replace(/^\/+|\/+$/g, '')
  if (path === '') return ''
  if (/^[\w.~-]+(\/[\w.~-]+)*$/.test(path)) return `/${path}`
  throw new FlowerOptionInvalid(`URL prefix "${text}"`, 'a path of letters, digits and ._~- such as /flower')
}
