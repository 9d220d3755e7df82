/**
 * A fan with a join: every file of a text corpus (the example DAGs themselves) is counted by a task of its own, a group
 * holds them, and the join adds up.
 * Run it:  npx airflow dags trigger word_count
 */
import { readdirSync } from 'node:fs'
import { Dag } from 'slipstream'

const folder = import.meta.dirname
const files = readdirSync(folder)
  .filter(name => name.endsWith('.ts'))
  .sort()

const dag = new Dag('word_count', {
  description: 'Counts the words of every example DAG in parallel and adds them up',
  schedule: { hours: 6 },
  startDate: new Date('2026-11-01T00:00:00Z'),
  catchup: false,
  tags: ['example', 'fan'],
  isPausedUponCreation: false,
})

const list = dag.bash('list', { command: `ls '${folder}'/*.ts | wc -l` })

const count = dag.taskGroup('count', { tooltip: 'One task per file' })
const counts = files.map(name => {
  const taskId = name.replace(/\W+/g, '_')
  return { name, ref: count.bash(taskId, { command: `wc -w < '${folder}/${name}'` }, { priorityWeight: name.length }) }
})
list.before(count)

const inputs = Object.fromEntries(counts.map(({ name, ref }) => [name, ref]))
const total = dag.task('total', async (words: Record<string, string>) => {
  const rows = Object.entries(words).map(([name, text]) => [name, Number(text)] as const)
  for (const [name, words] of rows) console.log(`${String(words).padStart(6)}  ${name}`)
  return rows.reduce((sum, [, words]) => sum + words, 0)
})
total(inputs)
