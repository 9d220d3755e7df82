import type { SshAccess } from '../../stacks/config/stack-config.ts'
import { hostAccessOf } from '../../stacks/provider/host-access-of.ts'
import type { HostAccess } from '../../stacks/provider/types/host-access.ts'
import { DoctorError } from './errors.ts'

/** How the deployment reaches a host too. Reads key files. @throws DoctorError where one cannot be read */
export const readHostAccess = (ssh: SshAccess): HostAccess =>
  hostAccessOf(
    ssh,
    (path, cause) =>
      new DoctorError(`Cannot read the private key ${path} that the stack names: ${cause.message}`, { cause }),
  )
