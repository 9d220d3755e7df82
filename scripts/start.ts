// `npm start`: the web app of this checkout, then `airflow standalone`.
import { buildWebApp } from '../web/build/build-web-app.ts'

await buildWebApp()
process.argv.splice(2, 0, 'standalone')
await import('../runtime/cli/airflow.js')
