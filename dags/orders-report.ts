/**
 * An ETL over a CSV file: bash counts and checks, TypeScript parses and aggregates, and the result is a report on disk.
 * Run it:  npx airflow dags trigger orders_report
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Dag, getContext } from 'slipstream'

interface Order {
  id: string
  day: string
  country: string
  product: string
  revenue: number
}

interface Extract {
  orders: Order[]
  rejected: string[]
}

const source = join(import.meta.dirname, 'data', 'orders.csv')

const dag = new Dag('orders_report', {
  description: 'Reads the order export, drops broken rows, and writes a revenue report',
  schedule: '@daily',
  startDate: new Date('2026-11-01T00:00:00Z'),
  catchup: false,
  tags: ['example', 'etl'],
  isPausedUponCreation: false,
  params: { top: 5, reports: '/tmp/slipstream-example' },
  defaultArgs: { owner: 'sales', retries: 1, retryDelay: 5 },
})

const checkSource = dag.bash('check_source', {
  command: `set -eu
head -n 1 '${source}' | grep -q '^order_id,ordered_at,country'
echo "source has $(($(wc -l < '${source}') - 1)) rows for {{ ds }}" >&2
sha256sum '${source}' | cut -d ' ' -f 1`,
})

const extract = dag.task('extract', async (): Promise<Extract> => {
  const [, ...lines] = (await readFile(source, 'utf8')).trim().split('\n')
  const orders: Order[] = []
  const rejected: string[] = []
  for (const line of lines) {
    const [id, orderedAt, country, product, quantity, unitPrice] = line.split(',')
    const revenue = Number(quantity) * Number(unitPrice || Number.NaN)
    if (id && orderedAt && country && product && Number.isFinite(revenue))
      orders.push({ id, day: orderedAt.slice(0, 10), country, product, revenue })
    else rejected.push(line)
  }
  console.log(`${orders.length} orders, ${rejected.length} rejected rows`)
  for (const line of rejected) console.warn(`rejected: ${line}`)
  return { orders, rejected }
})

const aggregate =
  (by: 'country' | 'product') =>
  async ({ data }: { data: Extract }) => {
    const totals: Record<string, number> = {}
    for (const order of data.orders) totals[order[by]] = (totals[order[by]] ?? 0) + order.revenue
    return Object.entries(totals).sort((a, b) => b[1] - a[1])
  }

const byCountry = dag.task('by_country', aggregate('country'))
const byProduct = dag.task('by_product', aggregate('product'))

const writeReport = dag.task(
  'write_report',
  async (inputs: { countries: [string, number][]; products: [string, number][]; checksum: string; data: Extract }) => {
    const { params, logicalDate } = getContext()
    const section = (title: string, rows: [string, number][]) =>
      [
        `## ${title}`,
        ...rows.slice(0, Number(params['top'])).map(([name, total]) => `- ${name}: ${total.toFixed(2)}`),
        '',
      ].join('\n')
    const report = [
      `# Orders, ${logicalDate.toISOString().slice(0, 10)}`,
      `${inputs.data.orders.length} orders from source ${inputs.checksum.slice(0, 12)}, ${inputs.data.rejected.length} rows rejected.\n`,
      section('Revenue by country', inputs.countries),
      section('Revenue by product', inputs.products),
    ].join('\n')
    const path = join(String(params['reports']), `orders-${logicalDate.toISOString().slice(0, 10)}.md`)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, report)
    console.log(report)
    return path
  },
)

const data = extract()
data.after(checkSource)
const report = writeReport({
  countries: byCountry({ data }),
  products: byProduct({ data }),
  checksum: checkSource,
  data,
})

dag
  .bash('publish', {
    command:
      'test -s "{{ ti.xcom_pull(task_ids=\'write_report\') }}" && wc -w < "{{ ti.xcom_pull(task_ids=\'write_report\') }}"',
  })
  .after(report)
