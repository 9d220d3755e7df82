import type { CustomResourceOptions, Output } from '@pulumi/pulumi'
import type { SshKeyPairInputs } from '../types/ssh-key-pair.ts'
import { type Args, HostResource } from './host-resource.ts'

/** A pair of SSH keys that is generated once and kept in the state, its private half encrypted. */
export class SshKeyPair extends HostResource {
  declare readonly privateKey: Output<string>
  declare readonly publicKey: Output<string>

  constructor(name: string, args: Args<SshKeyPairInputs>, options?: CustomResourceOptions) {
    const computed = ['privateKey', 'publicKey']
    super({ type: 'SshKeyPair', computed, secret: ['privateKey'] }, { name, args, options })
  }
}
