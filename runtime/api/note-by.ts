import type { Note } from '../db/note.ts'
import { ANONYMOUS_ID } from './auth/anonymous.ts'
import type { Call } from './route.ts'

/** A note that the user of a call writes now. */
export const noteBy = ({ user, parts }: Call, content: string | null): Note => ({
  content,
  userId: user.id === ANONYMOUS_ID ? null : user.id,
  atMs: parts.clock(),
})
