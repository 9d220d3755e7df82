import type { Visitor } from '../../access/access.ts'
import type { Notice } from '../../access/notices.ts'
import { type Html, type HtmlValue, html, live } from './html.ts'

export interface Page {
  readonly title: string
  /** The entry of the menu that is marked. */
  readonly section: 'workers' | 'tasks' | 'broker' | null
  readonly content: HtmlValue
}

export interface Frame {
  /** Before every address: the URL prefix. */
  readonly prefix: string
  readonly visitor: Visitor
  /** Of this cluster, for the title. */
  readonly instance: string
  /** Of Slipstream. */
  readonly version: string
  /** Shown when it is not null. */
  readonly notice: Notice | null
  /** Whether the broker is connected; what is shown is old when it is not. */
  readonly isConnected: boolean
}

/** A whole document around the page. */
export function renderPage({ title, section, content }: Page, frame: Frame): string {
  const { prefix, notice, instance } = frame
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · ${instance}</title>
<link rel="icon" type="image/svg+xml" href="${prefix}/static/flower.svg">
<link rel="stylesheet" href="${prefix}/static/flower.css">
<script src="${prefix}/static/flower.js" defer></script>
</head>
<body>
${header(section, frame)}
<main>
${notice === null ? null : html`<p class="notice ${notice.isDone ? 'good' : 'bad'}" role="status">${notice.message}</p>`}
${live('connection', frame.isConnected ? null : html`<p class="notice bad">${NOT_CONNECTED}</p>`)}
${content}
</main>
<footer>Slipstream ${frame.version} · times are in UTC</footer>
</body>
</html>
`.toString()
}

const NOT_CONNECTED = 'Not connected to the broker; what you see may be old. The log of flower says why.'

const SECTIONS = [
  { section: 'workers', path: '/', says: 'Workers' },
  { section: 'tasks', path: '/tasks', says: 'Tasks' },
  { section: 'broker', path: '/broker', says: 'Broker' },
] as const

function header(current: Page['section'], { prefix, visitor }: Frame): Html {
  const links = SECTIONS.map(
    ({ section, path, says }) =>
      html`<a href="${prefix}${path}"${section === current ? html` aria-current="page"` : null}>${says}</a>`,
  )
  return html`<header>
<a class="brand" href="${prefix}/"><img src="${prefix}/static/flower.svg" alt="" width="26" height="26">Flower</a>
<nav>${links}</nav>
<button id="live" type="button" hidden aria-pressed="true" title="Refresh this page by itself"><i></i>Live</button>
${who(prefix, visitor)}
</header>`
}

function who(prefix: string, { username, mayAct }: Visitor): Html {
  if (username === '')
    return html`<a class="who" href="${prefix}/login" title="Everybody may look; sign in to act">Sign in</a>`
  return html`<span class="who">${username}${mayAct ? null : html` <small>read-only</small>`}</span>`
}
