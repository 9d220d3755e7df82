import { boolean, integer, list, type Options, string } from '../option.ts'

/** [metrics]: statsd lines under Airflow's names. */
export const metricsOptions = {
  statsd_on: boolean('False', 'Whether metrics are sent to a statsd server.', { formerly: ['scheduler.statsd_on'] }),
  statsd_host: string('localhost', 'Host of the statsd server.', { formerly: ['scheduler.statsd_host'] }),
  statsd_port: integer('8125', 'UDP port of the statsd server.', { min: 1, formerly: ['scheduler.statsd_port'] }),
  statsd_prefix: string('airflow', 'What every metric name begins with.', { formerly: ['scheduler.statsd_prefix'] }),
  metrics_allow_list: list('', 'When set, only metrics that begin with one of these are sent.', {
    formerly: ['metrics.statsd_allow_list', 'scheduler.statsd_allow_list'],
  }),
  metrics_block_list: list('', 'Metrics that begin with one of these are not sent; metrics_allow_list goes first.', {
    formerly: ['metrics.statsd_block_list'],
  }),
  metrics_use_pattern_match: boolean('False', 'Whether those two lists hold regular expressions.'),
  statsd_datadog_enabled: boolean('False', 'Whether metrics carry tags in the form of DogStatsD.', {
    formerly: ['scheduler.statsd_datadog_enabled'],
  }),
  statsd_datadog_tags: list('', 'Tags as key:value that every metric gets.', {
    formerly: ['scheduler.statsd_datadog_tags'],
  }),
  statsd_datadog_metrics_tags: boolean('True', 'Whether metrics carry their own tags, such as dag_id.', {
    formerly: ['scheduler.statsd_datadog_metrics_tags'],
  }),
  statsd_influxdb_enabled: boolean('False', 'Whether tags are written in the form of InfluxDB.'),
  statsd_disabled_tags: list('job_id,run_id', 'Tags that are left out, since each value makes a new series.'),
} as const satisfies Options
