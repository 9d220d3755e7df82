import type { Plugin } from './frame/plugin.ts'
import { erased } from './frame/plugin.ts'
import { folder } from './resources/folder.ts'
import { generatedSecret } from './resources/generated-secret.ts'
import { remoteFile } from './resources/remote-file.ts'

/** Everything that the plugin can do. */
export const hostPlugin: Plugin = {
  version: '0.1.0',
  resources: {
    'host:index:Folder': erased(folder),
    'host:index:RemoteFile': erased(remoteFile),
    'host:index:GeneratedSecret': erased(generatedSecret),
  },
  invocations: {},
}
