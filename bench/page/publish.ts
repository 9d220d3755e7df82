import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { RESULTS_FOLDER } from '../figures/report.ts'
import { figuresPage, KINDS, type Published } from './sections.ts'

const PAGE = join(import.meta.dirname, '..', 'README.md')
const [START, END] = ['<!-- figures: start (npm run bench -- --publish) -->', '<!-- figures: end -->']

/** Makes the newest results of each kind the published ones, and writes the page from them; @returns what it took */
export function publish(): string[] {
  const taken = KINDS.flatMap(kind => newest(kind) ?? [])
  for (const { kind, file } of taken) {
    writeFileSync(publishedFile(kind), compactJson(JSON.parse(readFileSync(file, 'utf8'))))
  }
  writePage()
  return taken.map(({ file }) => basename(file))
}

/** Writes the page from what is published. */
function writePage(): void {
  const published = KINDS.flatMap(kind => globSync(publishedFile(kind))).map(file => readFileSync(file, 'utf8'))
  const figures = figuresPage(published.map(text => JSON.parse(text) as Published))
  writeFileSync(PAGE, withFigures(readFileSync(PAGE, 'utf8'), figures))
}

/** The page with new figures between its marks; throws where it has none. */
export function withFigures(page: string, figures: string): string {
  const [start, end] = [page.indexOf(START), page.indexOf(END)]
  if (start < 0 || end < start) throw new Error(`The page has no place for figures: it wants ${START} and ${END}`)
  return `${page.slice(0, start + START.length)}\n\n${figures}\n\n${page.slice(end)}`
}

/** JSON to be read and compared: lists of plain values take one line each. */
export function compactJson(value: unknown): string {
  const text = JSON.stringify(value, null, 1)
  return `${text.replace(/\[\n\s*([^[\]{}]*?)\n\s*\]/g, (_, list: string) => `[${list.replace(/,\s+/g, ', ')}]`)}\n`
}

const publishedFile = (kind: string): string => join(RESULTS_FOLDER, `published-${kind}.json`)

function newest(kind: string): { readonly kind: string; readonly file: string } | null {
  const file = globSync(join(RESULTS_FOLDER, `local-${kind}-*.json`))
    .sort()
    .at(-1)
  return file === undefined ? null : { kind, file }
}
