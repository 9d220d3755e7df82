/**
 * A branch: the wettest station of the month decides which way the run goes. The side not taken is skipped, and the
 * join runs either way.
 * Run it:  npx airflow dags trigger rain_alert --conf '{"threshold_mm": 400}'
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Dag, getContext } from 'slipstream'

const source = join(import.meta.dirname, 'data', 'stations.csv')

const dag = new Dag('rain_alert', {
  description: 'Sums rainfall by station and branches on the wettest one',
  schedule: null,
  tags: ['example', 'branch'],
  isPausedUponCreation: false,
  params: { threshold_mm: 250 },
})

const measure = dag.task('measure', async () => {
  const sums = new Map<string, number>()
  for (const line of (await readFile(source, 'utf8')).trim().split('\n').slice(1)) {
    const [station = '', , rain] = line.split(',')
    sums.set(station, (sums.get(station) ?? 0) + Number(rain))
  }
  const [station, total] = [...sums].sort((a, b) => b[1] - a[1])[0] as [string, number]
  console.log(`wettest: ${station} with ${total.toFixed(1)} mm`)
  return { station, total }
})

const isFlood = dag.task('is_flood', async ({ wettest }: { wettest: { station: string; total: number } }) => {
  const threshold = Number(getContext().params['threshold_mm'])
  console.log(`${wettest.total.toFixed(1)} mm against a threshold of ${threshold} mm`)
  return wettest.total > threshold
})

const warn = dag.bash('warn', {
  command: 'echo "FLOOD WARNING for {{ ti.xcom_pull(task_ids=\'measure\').station }}, {{ ds }}"',
})
const calm = dag.bash('calm', { command: 'echo "no warning for {{ ds }}: threshold {{ params.threshold_mm }} mm"' })

dag
  .if(isFlood({ wettest: measure() }))
  .then(warn)
  .else(calm)

dag
  .bash('archive', { command: 'echo "run {{ run_id }} archived"' }, { triggerRule: 'none_failed_min_one_success' })
  .after(warn, calm)
