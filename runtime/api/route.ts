import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config/config.ts'
import type { Database } from '../db/database.ts'
import type { User } from '../db/user.ts'
import type { Clock } from '../service/clock.ts'
import type { Log } from '../service/log.ts'
import type { Access } from './auth/access.ts'
import type { Rights } from './auth/permission.ts'
import type { BodyOf, BodySchema, Fields, ValuesOf } from './input/schema.ts'
import type { Shape } from './views/shape.ts'

/** What the webserver is made of. */
export interface ServerParts {
  readonly config: Config
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  /** What /version answers. */
  readonly version: string
}

/** One request whose user, query and body were checked. */
export interface Call<P extends string = string, Q = unknown, B = unknown> {
  readonly parts: ServerParts
  readonly operationId: string
  readonly params: Readonly<Record<P, string>>
  readonly query: Q
  readonly body: B
  readonly user: User
  readonly rights: Rights
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

export interface RouteDefinition<Path extends string, Q extends Fields, B extends BodySchema> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below /api/v1, with Airflow's names in braces. */
  readonly path: Path
  /** Airflow's operationId; of a change, the audit event is named after it. */
  readonly operationId: string
  readonly summary: string
  readonly tag: string
  readonly access: Access
  readonly query?: Q
  readonly body?: B
  /** What the answer looks like; of a route without it only the OpenAPI document says less. */
  readonly answer?: Shape
  /** Null is an empty answer (204). */
  readonly handle: (call: Call<ParamsOf<Path>, ValuesOf<Q>, BodyOf<B>>) => Promise<unknown>
}

/** A route of any shape; `handle` gets what `query` and `body` were read to. */
export interface Route extends Omit<RouteDefinition<string, Fields, BodySchema>, 'handle'> {
  readonly handle: (call: Call<string, unknown, unknown>) => Promise<unknown>
}

/** Types the handler by the path, the query and the body of its own route. */
export const route = <
  const Path extends string,
  const Q extends Fields = Record<never, never>,
  const B extends BodySchema = { properties: Record<never, never> },
>(
  definition: RouteDefinition<Path, Q, B>,
): Route => definition as unknown as Route

type ParamsOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamsOf<Rest>
  : never
