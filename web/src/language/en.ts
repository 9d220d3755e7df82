import { admin } from './en/admin.ts'
import { app } from './en/app.ts'
import { browse } from './en/browse.ts'
import { dag } from './en/dag.ts'
import { dags } from './en/dags.ts'
import { list } from './en/list.ts'
import { run } from './en/run.ts'
import { task } from './en/task.ts'

/** What the pages say. Words of Airflow (DAG, queued, XCom) stay as they are in every language. */
export const en = { ...app, ...dags, ...dag, ...run, ...task, ...browse, ...admin, ...list } as const

export type Phrase = keyof typeof en
