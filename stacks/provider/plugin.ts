import { erased, erasedInvocation, type Plugin } from './frame/plugin.ts'
import { preflight } from './preflight/preflight.ts'
import { airflowUser } from './resources/airflow-user.ts'
import { canaryRun } from './resources/canary-run.ts'
import { dataFolder } from './resources/data-folder.ts'
import { databaseMigration } from './resources/database-migration.ts'
import { dockerImage } from './resources/docker-image.ts'
import { folder } from './resources/folder.ts'
import { generatedSecret } from './resources/generated-secret.ts'
import { httpHealth } from './resources/http-health.ts'
import { link } from './resources/link.ts'
import { linuxUser } from './resources/linux-user.ts'
import { locale } from './resources/locale.ts'
import { mysqlDatabase } from './resources/mysql-database.ts'
import { mysqlReady } from './resources/mysql-ready.ts'
import { mysqlUser } from './resources/mysql-user.ts'
import { packages } from './resources/packages.ts'
import { rabbitmqGuestRemoval } from './resources/rabbitmq-guest-removal.ts'
import { rabbitmqPermissions } from './resources/rabbitmq-permissions.ts'
import { rabbitmqReady } from './resources/rabbitmq-ready.ts'
import { rabbitmqUser } from './resources/rabbitmq-user.ts'
import { rabbitmqVhost } from './resources/rabbitmq-vhost.ts'
import { release } from './resources/release.ts'
import { remoteFile } from './resources/remote-file.ts'
import { sshKeyPair } from './resources/ssh-key-pair.ts'
import { supervisorProgram } from './resources/supervisor-program.ts'
import { workerHealth } from './resources/worker-health.ts'
import { removeStrayContainer } from './services/stray-container.ts'

/** Everything that the plugin can do. */
export const hostPlugin: Plugin = {
  version: '0.1.0',
  resources: {
    'host:index:AirflowUser': erased(airflowUser),
    'host:index:CanaryRun': erased(canaryRun),
    'host:index:DatabaseMigration': erased(databaseMigration),
    'host:index:Folder': erased(folder),
    'host:index:GeneratedSecret': erased(generatedSecret),
    'host:index:HttpHealth': erased(httpHealth),
    'host:index:DataFolder': erased(dataFolder),
    'host:index:DockerImage': erased(dockerImage),
    'host:index:Link': erased(link),
    'host:index:LinuxUser': erased(linuxUser),
    'host:index:Locale': erased(locale),
    'host:index:MysqlDatabase': erased(mysqlDatabase),
    'host:index:MysqlReady': erased(mysqlReady),
    'host:index:MysqlUser': erased(mysqlUser),
    'host:index:Packages': erased(packages),
    'host:index:RabbitmqGuestRemoval': erased(rabbitmqGuestRemoval),
    'host:index:RabbitmqPermissions': erased(rabbitmqPermissions),
    'host:index:RabbitmqReady': erased(rabbitmqReady),
    'host:index:RabbitmqUser': erased(rabbitmqUser),
    'host:index:RabbitmqVhost': erased(rabbitmqVhost),
    'host:index:Release': erased(release),
    'host:index:RemoteFile': erased(remoteFile),
    'host:index:SshKeyPair': erased(sshKeyPair),
    'host:index:SupervisorProgram': erased(supervisorProgram),
    'host:index:WorkerHealth': erased(workerHealth),
  },
  invocations: {
    'host:index:preflight': erasedInvocation(preflight),
    'host:index:removeStrayContainer': erasedInvocation(removeStrayContainer),
  },
}
