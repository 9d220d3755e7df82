import { createServer } from 'node:http'
import Provider from 'oidc-provider'
import { freePort } from '../../../../scripts/servers/free-port.ts'

/** What the provider says of somebody who signs in under this name. */
export type Claims = Readonly<Record<string, unknown>>

/** A real OpenID Connect provider (the package oidc-provider) on loopback; any password will do. */
export class TestProvider implements AsyncDisposable {
  readonly issuer: string
  readonly #server: ReturnType<typeof createServer>

  private constructor(issuer: string, server: ReturnType<typeof createServer>) {
    this.issuer = issuer
    this.#server = server
  }

  static async start(redirectUri: string, people: Readonly<Record<string, Claims>>): Promise<TestProvider> {
    const port = await freePort()
    // Not the site of the webserver: cookies that stay on one site must do without.
    const issuer = `http://localhost:${port}`
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: 'airflow',
          client_secret: 'client secret of the test',
          redirect_uris: [redirectUri],
          token_endpoint_auth_method: 'client_secret_post',
        },
      ],
      claims: {
        openid: ['sub'],
        profile: ['preferred_username', 'given_name', 'family_name', 'groups'],
        email: ['email'],
      },
      findAccount: (_context, id) => ({ accountId: id, claims: async () => ({ sub: id, ...people[id] }) }),
      cookies: { keys: ['of the test'] },
    })
    const server = createServer(provider.callback())
    await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
    return new TestProvider(issuer, server)
  }

  /** What somebody does who is sent to this address: gives a name, and consents. @returns where the provider sends them */
  async signIn(url: string, name: string): Promise<string> {
    const browser = new Browser(this.issuer)
    let at = await browser.get(url)
    for (const prompt of [{ prompt: 'login', login: name, password: 'any' }, { prompt: 'consent' }]) {
      if (!at.startsWith(this.issuer)) break
      at = await browser.follow(await browser.post(at, prompt))
    }
    return at
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise(resolve => this.#server.close(resolve))
  }
}

/** As much of one as the provider's pages need: cookies, forms, and redirects within one site. */
class Browser {
  readonly #origin: string
  readonly #cookies = new Map<string, string>()

  constructor(origin: string) {
    this.#origin = origin
  }

  get(url: string): Promise<string> {
    return this.follow(url)
  }

  /** @returns the address of the first page, or of another site */
  async follow(url: string): Promise<string> {
    if (!url.startsWith(this.#origin)) return url
    const answer = await this.#ask(url, {})
    const next = answer.headers.get('location')
    return next === null ? url : this.follow(new URL(next, url).href)
  }

  async post(url: string, form: Readonly<Record<string, string>>): Promise<string> {
    const answer = await this.#ask(url, { method: 'POST', body: new URLSearchParams(form) })
    return new URL(answer.headers.get('location') ?? url, url).href
  }

  async #ask(url: string, init: RequestInit): Promise<Response> {
    const cookie = [...this.#cookies].map(pair => pair.join('=')).join('; ')
    const answer = await fetch(url, { ...init, redirect: 'manual', headers: { cookie } })
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] as string).split(/=(.*)/s)
      this.#cookies.set(name, value)
    }
    return answer
  }
}
