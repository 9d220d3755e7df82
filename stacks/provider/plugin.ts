import { erased, type Plugin } from './frame/plugin.ts'
import { folder } from './resources/folder.ts'
import { generatedSecret } from './resources/generated-secret.ts'
import { linuxUser } from './resources/linux-user.ts'
import { locale } from './resources/locale.ts'
import { packages } from './resources/packages.ts'
import { release } from './resources/release.ts'
import { remoteFile } from './resources/remote-file.ts'
import { supervisorProgram } from './resources/supervisor-program.ts'

/** Everything that the plugin can do. */
export const hostPlugin: Plugin = {
  version: '0.1.0',
  resources: {
    'host:index:Folder': erased(folder),
    'host:index:GeneratedSecret': erased(generatedSecret),
    'host:index:LinuxUser': erased(linuxUser),
    'host:index:Locale': erased(locale),
    'host:index:Packages': erased(packages),
    'host:index:Release': erased(release),
    'host:index:RemoteFile': erased(remoteFile),
    'host:index:SupervisorProgram': erased(supervisorProgram),
  },
  invocations: {},
}
