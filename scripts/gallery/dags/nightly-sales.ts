/** A DAG of the gallery: groups, retries, an hour now and then whose check fails, and durations that go up and down. */
import { Dag } from 'slipstream'

const HOUR_MS = 3_600_000
const HOURS = 22

const dag = new Dag('nightly_sales', {
  description: 'Loads the sales of every shop into the warehouse',
  docMd: 'Runs every hour. When `quality_check` fails, ask the shop for its file again.',
  schedule: '@hourly',
  startDate: new Date(Math.floor(Date.now() / HOUR_MS - HOURS) * HOUR_MS),
  catchup: true,
  maxActiveRuns: 6,
  isPausedUponCreation: false,
  tags: ['etl', 'nightly'],
  params: { shop: 'all', limit: 5000, full: false },
})

/** Some hours take longer than others. */
const rest = 'sleep 0.{{ (logical_date.hour * 7) % 9 }}'

const extract = dag.taskGroup('extract', { tooltip: 'One task per source' })
const load = dag.taskGroup('load', { tooltip: 'Into the warehouse' })
const sources = ['orders', 'customers', 'returns'].map(name =>
  extract.bash(name, { command: `echo "reading ${name} of shop {{ params.shop }}"; ${rest}` }),
)
const tables = ['facts', 'dimensions'].map(name =>
  load.bash(name, { command: `printf "\\033[32mok\\033[0m 4 213 rows into ${name}\\n"; ${rest}; ${rest}` }),
)
const check = dag.bash('quality_check', {
  command:
    'echo "comparing totals"; test $(( {{ logical_date.hour }} % 8 )) -ne 3 || { echo "totals differ" >&2; exit 1; }',
})
const publish = dag.bash('publish', { command: `${rest}; echo published` })
const notify = dag.bash('notify', { command: 'echo done' }, { triggerRule: 'all_done' })

for (const source of sources) for (const table of tables) source.before(table)
for (const table of tables) table.before(check)
check.before(publish)
publish.before(notify)
