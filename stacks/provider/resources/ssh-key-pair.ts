import ssh2 from 'ssh2'
import { matching } from '../frame/fields.ts'
import type { Resource } from '../frame/resource.ts'
import type { SshKeyPairInputs, SshKeyPairOutputs } from '../types/ssh-key-pair.ts'

/** Generated once; it lives in the state and nowhere else, so that there is nothing to read or delete. */
export const sshKeyPair: Resource<SshKeyPairInputs, SshKeyPairOutputs> = {
  fields: { comment: matching(/^[\w.@-]+$/, 'a word, as in host1') },
  computed: ['privateKey', 'publicKey'],
  secretOutputs: ['privateKey'],
  replaceOn: ['comment'],
  inert: [],
  id: ({ comment }) => comment,
  create: async (_context, { comment }) => {
    const { private: privateKey, public: publicKey } = ssh2.utils.generateKeyPairSync('ed25519', { comment })
    return { privateKey, publicKey }
  },
  read: async (_context, recorded) => recorded,
  update: async (_context, _inputs, old) => old.outputs,
  delete: async () => undefined,
}
