import { readFileSync } from 'node:fs'
import { FlowerConfUnreadable } from '../errors.ts'

/** What the file of `--flower-conf` may set, of Flower's own options. */
export interface FlowerConf {
  readonly url_prefix?: string
  readonly basic_auth?: string
  readonly broker_api?: string
  readonly max_tasks?: number
  readonly max_workers?: number
  /** Milliseconds. */
  readonly inspect_timeout?: number
  /** Seconds. */
  readonly purge_offline_workers?: number
}

const TEXTS: readonly string[] = ['url_prefix', 'basic_auth', 'broker_api']
const NUMBERS: readonly string[] = ['max_tasks', 'max_workers', 'inspect_timeout', 'purge_offline_workers']
/** Of those that Flower knows, these change nothing here: airflow.cfg has them, or there is nothing to choose. */
const WITHOUT_EFFECT: readonly string[] = [
  ...['address', 'auto_refresh', 'broker', 'cookie_secret', 'db', 'debug', 'enable_events', 'format_task', 'inspect'],
  ...['natural_time', 'persistent', 'port', 'state_save_interval', 'tasks_columns', 'timezone', 'xheaders'],
]

/**
 * Reads the file of Flower's `--conf`. There it is a Python program; here its lines `name = value` are read, with texts,
 * numbers, True, False, None and lists of texts. Options that would protect Flower and that we lack are refused.
 * @throws FlowerConfUnreadable
 */
export function readFlowerConf(file: string): FlowerConf {
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

function settingOf(line: string, place: string): [string, string | number][] {
  if (/^\s*(#.*)?$/.test(line)) return []
  const [, name = '', text = ''] = /^(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? []
  if (name === '') throw new FlowerConfUnreadable(place, { problem: 'expected lines such as: max_tasks = 10000' })
  if (WITHOUT_EFFECT.includes(name)) return []
  const value = pythonValueOf(text, place)
  if (TEXTS.includes(name) && typeof value === 'string') return [[name, value]]
  if (NUMBERS.includes(name) && typeof value === 'number' && value > 0) return [[name, value]]
  if (value === null) return []
  const isKnown = TEXTS.includes(name) || NUMBERS.includes(name)
  const expected = TEXTS.includes(name) ? 'a text in quotes' : 'a number above 0'
  const problem = isKnown ? `${name} has to be ${expected}` : `${name} is not supported here`
  throw new FlowerConfUnreadable(place, { problem })
}

/** Null for None, True and False; several texts become one, parted by commas. */
function pythonValueOf(text: string, place: string): string | number | null {
  const plain = text.replace(/\s+#[^'"]*$/, '')
  if (/^(None|True|False)$/.test(plain)) return null
  if (/^\d+(\.\d+)?$/.test(plain)) return Number(plain)
  const inside = /^\[(.*)\]$/.exec(plain)?.[1] ?? plain
  const texts = inside.split(/,\s*(?=['"]|$)/).filter(one => one !== '')
  if (!texts.every(one => /^(['"])[^'"\\]*\1$/.test(one)))
    throw new FlowerConfUnreadable(place, {
      problem: `cannot read the value ${plain}. Write texts, numbers and lists of texts only`,
    })
  return texts.map(one => one.slice(1, -1)).join(',')
}
