import { admin } from './en/admin.ts'
import { app } from './en/app.ts'
import { browse } from './en/browse.ts'
import { cluster } from './en/cluster.ts'
import { dag } from './en/dag.ts'
import { dags } from './en/dags.ts'
import { home } from './en/home.ts'
import { list } from './en/list.ts'
import { run } from './en/run.ts'
import { task } from './en/task.ts'

/** What the pages say. Words of Airflow (DAG, queued, XCom) stay as they are in every language. */
export const en = {
  ...app,
  ...dags,
  ...dag,
  ...run,
  ...task,
  ...browse,
  ...admin,
  ...home,
  ...cluster,
  ...list,
} as const

export type Phrase = keyof typeof en
