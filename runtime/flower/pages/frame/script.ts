/**
 * The script of all pages, served as a file. It loads the page again now and then and takes over what has `data-live`,
 * unless somebody is busy there, one text or attribute at a time, so that nothing flickers or scrolls away; and it asks before what cannot be undone. Without it everything works by reloading.
 */
export const SCRIPT = `'use strict'
const PERIOD_MS = 3000
const button = document.getElementById('live')
const HINT = button.title
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
  if (!response.ok) throw new Error(response.statusText)
  const next = new DOMParser().parseFromString(await response.text(), 'text/html')
  for (const part of document.querySelectorAll('[data-live]')) {
    const fresh = next.getElementById(part.id)
    if (fresh !== null && !isBusy(part)) bringUpToDate(part, fresh)
  }
}

function bringUpToDate(old, fresh) {
  if (old.nodeName !== fresh.nodeName) return old.replaceWith(fresh)
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data
    return
  }
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && name !== 'open') old.removeAttribute(name)
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value)
  const [before, after] = [[...old.childNodes], [...fresh.childNodes]]
  for (const [index, child] of after.entries()) {
    if (index < before.length) bringUpToDate(before[index], child)
    else old.append(child)
  }
  for (const child of before.slice(after.length)) child.remove()
}

async function refreshOften() {
  for (;;) {
    await new Promise(resolve => setTimeout(resolve, PERIOD_MS))
    if (!isLive || document.hidden) continue
    const isLost = await refresh().then(() => false, () => true)
    button.toggleAttribute('data-lost', isLost)
    button.title = isLost ? 'Flower does not answer; what you see may be old' : HINT
  }
}

button.addEventListener('click', () => {
  isLive = !isLive
  sessionStorage.setItem('flower-live', isLive ? 'on' : 'off')
  show()
})
document.addEventListener('submit', event => {
  const form = event.target
  const question = form.dataset.confirm
  if (question !== undefined && !confirm(question)) return event.preventDefault()
  // The worker may take a second to answer, and must not be asked twice.
  if (form.method !== 'post') return
  const isSent = form.dataset.sent !== undefined
  if (isSent) event.preventDefault()
  form.dataset.sent = ''
  form.querySelector('button').setAttribute('aria-busy', 'true')
})
addEventListener('pageshow', event => {
  if (event.persisted) location.reload()
})
// Shown once: a page that is loaded again says nothing of it.
if (new URL(location.href).searchParams.has('notice')) history.replaceState(null, '', address())
show()
refreshOften()
`
