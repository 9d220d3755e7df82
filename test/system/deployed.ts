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

/** As `airflow_worker RUNNING`, in order. */
export const programsOn = async (host: LabHost): Promise<string[]> =>
  programsIn(await host.exec('supervisorctl status'))

/** The same of what `supervisorctl status` has printed. */
export const programsIn = (status: string): string[] =>
  status
    .split('\n')
    .map(line => line.split(/\s+/).slice(0, 2).join(' '))
    .sort()

export const ALL_PROGRAMS: readonly string[] = ['flower', 'scheduler', 'webserver', 'worker'].map(
  name => `airflow_${name} RUNNING`,
)

/** Every file, folder and link with owner and mode, but for what programs write; ids of releases are the same word. */
export async function contentsOf(host: LabHost): Promise<string[]> {
  const found = await host.exec(CONTENTS)
  return found
    .replaceAll(/\b[0-9a-f]{16}\b/g, 'ID')
    .split('\n')
    .sort()
}

const CONTENTS = `find /etc /opt /usr/local /home /root /srv /tmp /var/lib/slipstream /data -xdev \\
  \\( -path '/home/ubuntu/airflow/*' ! -name 'airflow.cfg*' ! -name 'dags*' -o -path /home/ubuntu/.cache -o -path '/data/*/*' \\
  -o -path '/tmp/slipstream-*' \\) -prune -o -printf '%M %u:%g %p %l\\n' 2>/dev/null
docker ps --all --format '{{.Names}} {{.State}}'`
