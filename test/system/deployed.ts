import type { LabHost } from '../lab/host.ts'
import type { Lab } from '../lab/lab.ts'

export function hostOf(lab: Lab, name: string): LabHost {
  const host = lab.hosts.find(each => each.name === name)
  if (host === undefined) throw new Error(`the lab has no ${name}`)
  return host
}

/** What a deployment puts on a host, as far as it is there: empty where it is bare. */
export const traceOn = (host: LabHost): Promise<string> => host.exec(`ls -d ${PLACES} 2>/dev/null || true`)

const PLACES =
  '/data /opt/slipstream /usr/local/bin/airflow /home/ubuntu/airflow /home/ubuntu/.slipstream /var/lib/slipstream /var/lib/slipstream/made/* ' +
  '/etc/slipstream /etc/supervisor/conf.d/airflow_*'
