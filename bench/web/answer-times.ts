import type { WebServer } from './web-server.ts'

const WARM_UP = 3

/** How long each of so many requests for one page's answer takes, one after another; seconds. */
export async function answerTimes(server: WebServer, path: string, count: number): Promise<readonly number[]> {
  for (let index = 0; index < WARM_UP; index += 1) await timeOf(server, path)
  const times: number[] = []
  for (let index = 0; index < count; index += 1) times.push(await timeOf(server, path))
  return times
}

/** From asking to the last byte of the answer, seconds. */
export async function timeOf({ url, cookie }: Pick<WebServer, 'url' | 'cookie'>, path: string): Promise<number> {
  const startedMs = performance.now()
  const response = await fetch(`${url}${path}`, { headers: { cookie } })
  await response.arrayBuffer()
  if (!response.ok) throw new Error(`${path} answers ${response.status}`)
  return (performance.now() - startedMs) / 1000
}
