/** An answer of the server that is no success, in its words. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

interface ProblemBody {
  readonly title?: string
  readonly detail?: string | null
}

/** The token that changes have to bring along; it belongs to the session (api/session.ts). */
let csrfToken = ''

export const keepCsrfToken = (token: string | null): void => {
  csrfToken = token ?? ''
}

/** Asks this server; `path` begins with /api/v1, /ui or /auth. @throws ApiError */
export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return answerOf<T>(await fetch(path, { headers: ACCEPT, ...(signal === undefined ? {} : { signal }) }))
}

/** @throws ApiError */
export async function send<T = unknown>(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<T> {
  const headers = {
    ...ACCEPT,
    'X-CSRFToken': csrfToken,
    ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
  }
  return answerOf<T>(
    await fetch(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }),
  )
}

/** Puts ids into a path: `path\`/ui/dags/${dagId}\``. */
export const path = (texts: TemplateStringsArray, ...ids: readonly (string | number)[]): string =>
  String.raw({ raw: texts }, ...ids.map(id => encodeURIComponent(id)))

const ACCEPT = { Accept: 'application/json' } as const

async function answerOf<T>(response: Response): Promise<T> {
  if (response.status === 204) return undefined as T
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  const body: unknown = isJson ? await response.json() : await response.text()
  if (response.ok) return body as T
  const { title, detail } = isJson ? (body as ProblemBody) : {}
  throw new ApiError(response.status, detail ?? title ?? `${response.status} ${response.statusText}`)
}
