import { describe, expect, test } from 'vitest'
import { readStackConfig } from '../../stacks/config.ts'
import { renderAirflowCfg, renderPrograms } from '../../stacks/render.ts'
import { host1, host2, hosts } from './config/problems-of.ts'
import { secrets } from './render/secrets.ts'

const config = readStackConfig({ hosts: [host1, { ...host2, concurrency: 4, queues: ['default', 'heavy'] }] }, 'prod')
/** Of a host when the broker is elsewhere. */
const ROLES = ['webserver', 'scheduler', 'worker', 'flower', 'database']
const [first, second] = config.hosts as [(typeof config.hosts)[0], (typeof config.hosts)[0]]

describe('programs', () => {
  test('are those of the roles of a host, in the order in which they start', () => {
    const names = renderPrograms(config, first).map(({ name }) => name)
    expect(names).toEqual(['airflow_scheduler', 'airflow_webserver', 'airflow_flower', 'airflow_worker'])
    expect(renderPrograms(config, second).map(({ name }) => name)).toEqual(['airflow_worker'])
  })

  test('a worker in full', () => {
    expect(renderPrograms(config, second)).toEqual([
      { role: 'worker', name: 'airflow_worker', stopwaitsecs: 3660, conf: expect.any(String) },
    ])
    expect(renderPrograms(config, second)[0]?.conf).toMatchInlineSnapshot(`
      "; Written by the deployment of stack prod. Change the stack, not this file.
      [program:airflow_worker]
      directory=/home/ubuntu/airflow
      command=/usr/local/bin/airflow worker -q default,heavy,node.host2 -c 4 -cn host2
      user=ubuntu
      environment=AIRFLOW_HOME="/home/ubuntu/airflow",HOME="/home/ubuntu",USER="ubuntu",LANG="en_US.UTF-8",LC_ALL="en_US.UTF-8",PYTHONIOENCODING="utf-8",SLIPSTREAM_HOSTNAME="192.168.0.11"
      autostart=true
      autorestart=true
      startsecs=5
      ; After a reboot the database may take a while: the waits between tries grow by a second each.
      startretries=20
      ; The signal goes to the program alone, which ends its tasks in order; what is left at the end goes with it.
      stopsignal=TERM
      stopasgroup=false
      killasgroup=true
      stopwaitsecs=3660
      redirect_stderr=false
      stdout_logfile=/var/log/supervisor/airflow_worker.out
      stdout_logfile_maxbytes=50MB
      stdout_logfile_backups=10
      stderr_logfile=/var/log/supervisor/airflow_worker.err
      stderr_logfile_maxbytes=50MB
      stderr_logfile_backups=10
      "
    `)
  })

  test('flower knows where to ask about queues, of a broker whose user may', () => {
    const flowerOf = (broker: object): string | undefined => {
      const stack = readStackConfig({ hosts: [{ ...host1, roles: [...ROLES] }, host2], broker }, 'prod')
      return renderPrograms(stack, stack.hosts[0] as (typeof stack.hosts)[0]).find(({ role }) => role === 'flower')
        ?.conf
    }
    const elsewhere = { address: 'fd00::5', managementPort: 15_999, password: 'bp' }
    expect(flowerOf({ ...elsewhere, admin: { user: 'root', password: 'ap' } })).toContain(
      ',FLOWER_BROKER_API="http://[fd00::5]:15999/api/"\n',
    )
    expect(flowerOf(elsewhere)).not.toContain('FLOWER_BROKER_API')
    const [, , flower, worker] = renderPrograms(config, first)
    expect(flower?.conf).toContain(',FLOWER_BROKER_API="http://192.168.0.10:15672/api/"\n')
    expect(worker?.conf).not.toContain('FLOWER_BROKER_API')
  })

  test('hold no secret', () => {
    const texts = config.hosts.flatMap(host => renderPrograms(config, host)).map(({ conf }) => conf)
    for (const secret of Object.values(secrets)) expect(texts.join()).not.toContain(secret)
  })
})

describe('airflow.cfg', () => {
  test('of the reference deployment', () => {
    const plain = {
      databasePassword: 'dp',
      brokerPassword: 'bp',
      fernetKey: 'fk',
      secretKey: 'sk',
      flowerPassword: 'fp',
    }
    expect(renderAirflowCfg(config, plain)).toMatchInlineSnapshot(`
      "# Written by the deployment of stack prod, and the same on every node. Change the stack, not this file.
      # What differs between nodes stands in the environment and the command of their programs.

      [core]
      dags_folder = /home/ubuntu/airflow/dags
      executor = CeleryExecutor
      default_timezone = UTC
      # Encrypts connections and variables in the database.
      fernet_key = fk

      [database]
      sql_alchemy_conn = mysql://airflow:dp@192.168.0.10:3306/airflow

      [logging]
      base_log_folder = /home/ubuntu/airflow/logs
      # Where each worker serves the logs that it wrote.
      worker_log_server_port = 8793

      [webserver]
      base_url = http://192.168.0.10:8080
      web_server_port = 8080
      default_ui_timezone = UTC
      # Signs sessions, and the requests for logs on other nodes.
      secret_key = sk

      [celery]
      broker_url = pyamqp://airflow:bp@192.168.0.10:5672/airflow
      result_backend = db+mysql://airflow:dp@192.168.0.10:3306/airflow
      flower_port = 5555
      # Users of Airflow sign in to flower with their own passwords; this one is for programs.
      flower_basic_auth = flower:fp
      "
    `)
  })

  test("a stack's own options stand in their sections, whatever their order in the stack", () => {
    const own = {
      'core.parallelism': '64',
      'smtp.smtp_host': 'mail',
      'core.load_examples': 'False',
      'email.from_email': 'a@b',
    }
    const texts = [own, Object.fromEntries(Object.entries(own).reverse())].map(options =>
      renderAirflowCfg(readStackConfig({ hosts, airflow: { config: options } }, 'prod'), secrets),
    )
    expect(texts[0]).toBe(texts[1])
    expect(texts[0]).toContain('\nload_examples = False\nparallelism = 64\n\n[database]\n')
    expect(texts[0]?.endsWith('\n\n[email]\nfrom_email = a@b\n\n[smtp]\nsmtp_host = mail\n')).toBe(true)
  })
})
