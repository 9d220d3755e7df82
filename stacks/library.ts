/** What programs of others import as `slipstream/stacks`: the cluster, its parts, and the resources they are made of. */

export { AirflowCluster, type AirflowClusterArgs, type ClusterUrls } from './components/cluster.ts'
export type { GivenSecrets } from './components/cluster-secrets.ts'
export { Host, type HostArgs } from './components/host.ts'
export type { NodeHashes } from './components/node.ts'
export { type Problem, StackConfigInvalid } from './config/problem.ts'
export type { ClusterSettings } from './config/settings.ts'
export { GeneratedSecret } from './provider/sdk/airflow.ts'
export { Link } from './provider/sdk/containers.ts'
export type { Args } from './provider/sdk/host-resource.ts'
export { Folder, LinuxUser, Locale, Packages, RemoteFile, SupervisorProgram } from './provider/sdk/system.ts'
export type { HostAccess } from './provider/types/host-access.ts'
