import { float, integer, type Options, string } from '../option.ts'

/** [slipstream]: what Airflow has no word for. */
export const slipstreamOptions = {
  parser_recycle_after: integer('200', 'A process that reads DAG files is replaced after this many of them.', {
    min: 1,
  }),
  parse_poll_seconds: float('5', 'Seconds between two looks for changed DAG files where the system reports none.', {
    min: 0,
  }),
  warm_runners: integer('1', 'Runners that a worker keeps ready before a TypeScript task arrives.', { min: 0 }),
  runner_idle_seconds: float('30', 'Seconds after which an unused runner ends.', { min: 0 }),
  worker_lease_seconds: float('300', 'A worker that cannot renew its lease for so long ends its tasks.', { min: 1 }),
  auth_role_public: string(
    '',
    'Role of those who do not sign in, such as Viewer (AUTH_ROLE_PUBLIC in webserver_config.py); empty turns them away.',
  ),
  flower_url: string(
    '',
    'Where the link to flower in the web app leads, such as https://flower.example.com/; to a flower that reports, on its host and flower_port, when unset.',
  ),
  node_report_seconds: float('10', 'Seconds between two reports of a process about its node.', { min: 1 }),
} as const satisfies Options
