/** For every answer: nothing may be loaded, framed, guessed or kept. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': contentPolicy({}),
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
}

/** For the web app: everything comes from this server, and no script or style stands in a page or an attribute. */
export const APP_POLICY = contentPolicy({
  script: "'self'",
  style: "'self'",
  worker: "'self'",
  img: "'self' data:",
  connect: "'self'",
  font: "'self'",
})

function contentPolicy(sources: Readonly<Record<string, string>>): string {
  const allowed = Object.entries(sources).map(([what, from]) => `${what}-src ${from}; `)
  return `default-src 'none'; ${allowed.join('')}base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
}
