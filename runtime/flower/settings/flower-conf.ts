import { readFileSync } from 'node:fs'
import { FlowerConfUnreadable } from '../errors.ts'
import { type FlowerOptions, type OptionValue, optionKind, optionOf } from './flower-options.ts'

/**
 * Reads the file of Flower's `--conf`. There it is a Python program; here its lines `name = value` are read, with texts,
 * numbers, True, False, None and lists of texts. Options that would protect Flower and that we lack are refused.
 * @throws FlowerConfUnreadable
 */
export function readFlowerConf(file: string): FlowerOptions {
  const lines = contentOf(file).split('\n')
  const settings = lines.flatMap((line, index) => settingOf(line, `${file}, line ${index + 1}`))
  return Object.fromEntries(settings)
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new FlowerConfUnreadable(file, {
      problem: `${(cause as NodeJS.ErrnoException).code}. Correct --flower-conf`,
      cause,
    })
  }
}

function settingOf(line: string, place: string): [string, OptionValue][] {
  if (/^\s*(#.*)?$/.test(line)) return []
  const [, name = '', text = ''] = /^(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? []
  if (name === '') throw new FlowerConfUnreadable(place, { problem: 'expected lines such as: max_tasks = 10000' })
  if (optionKind(name, place) === null) return []
  return optionOf(name, pythonValueOf(text, place), place)
}

/** Several texts become one, parted by commas. */
function pythonValueOf(text: string, place: string): OptionValue {
  const plain = text.replace(/\s+#[^'"]*$/, '')
  if (plain === 'None') return null
  if (plain === 'True' || plain === 'False') return plain === 'True'
  if (/^\d+(\.\d+)?$/.test(plain)) return Number(plain)
  const inside = /^\[(.*)\]$/.exec(plain)?.[1] ?? plain
  const texts = inside.split(/,\s*(?=['"]|$)/).filter(one => one !== '')
  if (!texts.every(one => /^(['"])[^'"\\]*\1$/.test(one)))
    throw new FlowerConfUnreadable(place, {
      problem: `cannot read the value ${plain}. Write texts, numbers and lists of texts only`,
    })
  return texts.map(one => one.slice(1, -1)).join(',')
}
