/**
 * The script of all pages, served as a file. It loads the page again now and then and takes over what has `data-live`,
 * unless somebody is busy there; and it asks before what cannot be undone. Without it everything works by reloading.
 */
export const SCRIPT = `'use strict'
const PERIOD_MS = 3000
const button = document.getElementById('live')
let isLive = sessionStorage.getItem('flower-live') !== 'off'

function show() {
  button.hidden = false
  button.setAttribute('aria-pressed', String(isLive))
}

function isBusy(part) {
  const selection = document.getSelection()
  const isSelecting = selection !== null && !selection.isCollapsed && part.contains(selection.anchorNode)
  return isSelecting || (document.activeElement !== document.body && part.contains(document.activeElement))
}

// What is typed before the host keeps fetch from asking.
function address() {
  const url = new URL(location.href)
  url.username = ''
  url.password = ''
  url.searchParams.delete('notice')
  return url
}

async function refresh() {
  const response = await fetch(address(), { headers: { accept: 'text/html' } })
  if (!response.ok) return
  const next = new DOMParser().parseFromString(await response.text(), 'text/html')
  for (const part of document.querySelectorAll('[data-live]')) {
    const fresh = next.getElementById(part.id)
    if (fresh !== null && !isBusy(part) && fresh.innerHTML !== part.innerHTML) part.replaceWith(fresh)
  }
}

async function refreshOften() {
  for (;;) {
    await new Promise(resolve => setTimeout(resolve, PERIOD_MS))
    if (isLive && !document.hidden) await refresh().catch(() => undefined)
  }
}

button.addEventListener('click', () => {
  isLive = !isLive
  sessionStorage.setItem('flower-live', isLive ? 'on' : 'off')
  show()
})
document.addEventListener('submit', event => {
  const question = event.target.dataset.confirm
  if (question !== undefined && !confirm(question)) event.preventDefault()
})
// Shown once: a page that is loaded again says nothing of it.
if (address().searchParams.has('notice')) history.replaceState(null, '', address())
show()
refreshOften()
`
