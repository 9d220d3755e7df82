import type { FastifyInstance } from 'fastify'
import { ICON } from '../pages/frame/icon.ts'
import { SCRIPT } from '../pages/frame/script.ts'
import { STYLES } from '../pages/frame/styles.ts'

const FILES = [
  { path: '/static/flower.css', type: 'text/css; charset=utf-8', content: STYLES },
  { path: '/static/flower.js', type: 'text/javascript; charset=utf-8', content: SCRIPT },
  { path: '/static/flower.svg', type: 'image/svg+xml', content: ICON },
]

export function serveStatic(server: FastifyInstance): void {
  for (const { path, type, content } of FILES)
    server.get(path, (_request, reply) =>
      reply.type(type).header('Cache-Control', 'no-cache').serializer(String).send(content),
    )
}
