import { hashPassword } from '../../db/password.ts'
import { updateUser } from '../../db/user.ts'
import { change } from '../change.ts'
import { badRequest } from '../problem.ts'
import { type Route, route } from '../route.ts'
import type { Authentication } from './authenticate.ts'

const PASSWORD = { type: 'string', maxLength: 1024 } as const

/** Users change their own password, and nothing else; whoever only found an open browser does not know the present one. */
export const ownPasswordRoute = ({ logIn, sessions }: Authentication): Route =>
  route({
    method: 'POST',
    path: '/auth/password',
    operationId: 'change_own_password',
    summary: 'Change your own password; every other session and token of yours ends',
    tag: 'Login',
    access: ['can_edit', 'My Password'],
    body: {
      properties: { current_password: PASSWORD, password: { ...PASSWORD, minLength: 1 } },
      required: ['current_password', 'password'],
    },
    handle: async call => {
      const { user, body, request, reply, parts } = call
      const isSession = (await sessions.find(request)) !== null
      const known = await logIn({ username: user.username, password: body.current_password }, request.ip)
      if (known === null) throw badRequest("This is not your present password - 'current_password'")
      const passwordHash = await hashPassword(body.password)
      const changed = await change(call, {}, async db => ({
        result: await updateUser(db, known.username, { passwordHash, atMs: parts.clock() }),
        wake: [],
      }))
      return { csrf_token: isSession ? await sessions.start(changed, reply) : null }
    },
  })
