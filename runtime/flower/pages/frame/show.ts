import type { JsonValue } from '../../../model/keys.ts'
import { type Html, type HtmlValue, html } from './html.ts'

/** `2026-11-24 12:00:03` in UTC, with the whole instant to point at; a dash for none. */
export function showTime(seconds: number | null): Html {
  if (seconds === null) return DASH
  const iso = new Date(seconds * 1000).toISOString()
  return html`<time datetime="${iso}" title="${iso}">${iso.slice(0, 19).replace('T', ' ')}</time>`
}

/** Seconds as people say them. */
export function showSeconds(seconds: number | null): HtmlValue {
  if (seconds === null) return DASH
  if (seconds < 10) return `${seconds.toFixed(2)} s`
  if (seconds < 120) return `${seconds.toFixed(1)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 120) return `${minutes} min ${Math.floor(seconds % 60)} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

export const showNumber = (value: number | null): HtmlValue => (value === null ? DASH : value.toLocaleString('en-US'))

export const showText = (value: string | null): HtmlValue => (value === null || value === '' ? DASH : value)

/** A value that a worker told, whatever it is. */
export function showJson(value: JsonValue | undefined): HtmlValue {
  if (value === undefined || value === null) return DASH
  return typeof value === 'object' ? html`<code>${JSON.stringify(value)}</code>` : String(value)
}

export const DASH: Html = html`<span class="soft">–</span>`

/** Celery's states look like the ones of Airflow that they come closest to. */
const LOOKS_LIKE: Readonly<Record<string, string>> = {
  PENDING: 'scheduled',
  RECEIVED: 'queued',
  STARTED: 'running',
  SUCCESS: 'success',
  FAILURE: 'failed',
  RETRY: 'up_for_retry',
  REVOKED: 'removed',
  REJECTED: 'upstream_failed',
}

const TONES: Readonly<Record<string, string>> = {
  success: 'good',
  running: 'calm',
  up_for_retry: 'warn',
  failed: 'bad',
  upstream_failed: 'bad',
}

/** A state of Celery or of Airflow, with Airflow's colour of it. */
export function showState(state: string | null): Html {
  if (state === null) return DASH
  const like = LOOKS_LIKE[state] ?? state
  return html`<span class="badge state-${like} ${TONES[like] ?? 'idle'}">${state}</span>`
}

/** Whether a worker lives. */
export const statusOf = (isAlive: boolean): Html =>
  isAlive ? html`<span class="badge good">Online</span>` : html`<span class="badge bad">Offline</span>`

/** `2 / 4` with a bar; the number alone where the whole is not known. */
export function showShare(part: number | null, whole: number | null): Html {
  if (part === null || whole === null || whole === 0) return html`${showNumber(part)}`
  return html`<span class="share"><span>${showNumber(part)} <span class="soft">/ ${showNumber(whole)}</span></span><meter min="0" max="${whole}" value="${Math.min(part, whole)}">${part} of ${whole}</meter></span>`
}

export const tile = (name: string, value: HtmlValue, tone = ''): Html =>
  html`<li class="${tone}"><span>${name}</span><strong>${value}</strong></li>`

/** Names and values, one below the other. */
export const factList = (facts: readonly (readonly [name: string, value: HtmlValue])[]): Html =>
  html`<div class="panel"><dl class="facts">${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl></div>`
