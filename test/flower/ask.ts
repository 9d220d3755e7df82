export interface Asked {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any
  readonly text: string
  readonly headers: Headers
}

export interface Asking {
  /** `user:password`; nobody when left out. */
  readonly as?: string
  readonly headers?: Readonly<Record<string, string>>
  /** A form. */
  readonly form?: Readonly<Record<string, string>>
  /** Sent as it is, with the type that curl gives it. */
  readonly raw?: string
}

/** Asks `GET /path` or `POST /path` below the address; redirects are not followed. */
export async function askAt(url: string, what: string, { as, headers, form, raw }: Asking = {}): Promise<Asked> {
  const [method = '', path = ''] = what.split(' ')
  const authorization = as === undefined ? {} : { authorization: `Basic ${Buffer.from(as).toString('base64')}` }
  const type = raw === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }
  const body = form === undefined ? raw : new URLSearchParams(form)
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...authorization, ...type, ...headers },
    redirect: 'manual',
    ...(body === undefined ? {} : { body }),
  })
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : text }
}
