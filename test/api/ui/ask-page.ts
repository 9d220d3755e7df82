import { basic, type Webserver } from '../webserver.ts'

/** What a page of the web app asks, as a user of that name; @returns the answer's body, of whatever shape */
// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
export async function askPage(webserver: Webserver, path: string, as = 'viewer'): Promise<any> {
  const response = await webserver.server.inject({ url: `/ui${path}`, headers: { authorization: basic(as) } })
  return { status: response.statusCode, ...response.json() }
}
