import { createHash } from 'node:crypto'

/** For every answer: nothing may be loaded, framed, guessed or kept. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': contentPolicy("'none'"),
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
}

/** For a page that brings this style sheet in itself. */
export const pagePolicy = (styles: string): string =>
  contentPolicy(`'sha256-${createHash('sha256').update(styles).digest('base64')}'`)

function contentPolicy(styles: string): string {
  return `default-src 'none'; style-src ${styles}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
}
