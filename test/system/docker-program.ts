/** A Pulumi program on @pulumi/docker; what differs between two deployments of it comes from the stack's configuration. */
export const DOCKER_PROGRAM = `
import * as docker from '@pulumi/docker'
import * as pulumi from '@pulumi/pulumi'
const config = new pulumi.Config()
const provider = new docker.Provider('host1', { host: 'ssh://ubuntu@192.168.0.10' })
const image = new docker.RemoteImage('mysql', { name: 'mysql:9', keepLocally: true }, { provider })
const rabbit = new docker.RemoteImage('rabbitmq', { name: 'rabbitmq:4-management', keepLocally: true }, { provider })
const password = config.requireSecret('password')
const mysql = new docker.Container('mysql', {
  name: 'airflow-mysql', image: image.imageId, hostname: 'mysql', restart: config.get('restart') ?? 'always',
  ports: [{ internal: 3306, external: 3306 }],
  volumes: [{ hostPath: '/data/airflow_mysql_data', containerPath: '/var/lib/mysql' }],
  envs: [pulumi.interpolate\`MYSQL_ROOT_PASSWORD=\${password}\`, 'MYSQL_DATABASE=airflow', 'MYSQL_USER=airflow',
    pulumi.interpolate\`MYSQL_PASSWORD=\${password}\`],
  ...config.getObject('more'),
}, { provider })
new docker.Container('rabbitmq', {
  name: 'airflow_rabbitmq', image: rabbit.imageId, hostname: 'rabbitmq', restart: 'always',
  ports: [{ internal: 5672, external: 5672 }, { internal: 15672, external: 15672 }],
  volumes: [{ hostPath: '/data/airflow_rabbitmq_data', containerPath: '/var/lib/rabbitmq' }],
  envs: ['RABBITMQ_DEFAULT_USER=airflow', pulumi.interpolate\`RABBITMQ_DEFAULT_PASS=\${password}\`, 'RABBITMQ_DEFAULT_VHOST=airflow'],
}, { provider })
new docker.Network('net', { labels: [{ label: 'a', value: 'b' }] }, { provider })
new docker.Volume('vol', {}, { provider })
export const id = mysql.id
`
