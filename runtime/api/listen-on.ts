import type { FastifyInstance } from 'fastify'

/** Where a server listens. */
export interface ListenPlace {
  readonly host: string
  /** 0 takes any free one. */
  readonly port: number
}

/** The error that says why an address cannot be had. */
type Unusable = new (address: string, options: { readonly cause: unknown }) => Error

/**
 * Makes a server listen, or closes it where it cannot.
 * @returns its URL
 * @throws what is given as `unusable`
 */
export async function listenOn(
  server: FastifyInstance,
  { host, port }: ListenPlace,
  unusable: Unusable,
): Promise<string> {
  try {
    return await server.listen({ host, port })
  } catch (error) {
    await server.close()
    throw new unusable(`${host.includes(':') ? `[${host}]` : host}:${port}`, { cause: error })
  }
}
