import { Dag, getContext } from 'slipstream'

const dag = new Dag('hello', { schedule: '@daily' })

const greeting = dag.task('greeting', async () => `hello from ${getContext().runId}`)
const count = dag.task('count', async ({ text }: { text: string }) => text.length)

count({ text: greeting() })
