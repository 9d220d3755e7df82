import type { LabHost } from '../lab/host.ts'
import type { Lab } from '../lab/lab.ts'

export function hostOf(lab: Lab, name: string): LabHost {
  const host = lab.hosts.find(each => each.name === name)
  if (host === undefined) throw new Error(`the lab has no ${name}`)
  return host
}

/** What a deployment puts on a host, as far as it is there: empty where it is bare. */
export const filesOn = (host: LabHost): Promise<string> => listed(host, PLACES)

/** The same, with what it notes and uploads on its way. */
export const traceOn = (host: LabHost): Promise<string> =>
  listed(host, `${PLACES} /home/ubuntu/.slipstream /var/lib/slipstream/made/*`)

const PLACES =
  '/data /opt/slipstream /usr/local/bin/airflow /home/ubuntu/airflow /etc/slipstream /var/lib/slipstream /etc/supervisor/conf.d/airflow_*'

const listed = (host: LabHost, places: string): Promise<string> => host.exec(`ls -d ${places} 2>/dev/null || true`)
