// `npm start`: the web app of this checkout, then `airflow standalone`.
import { fileURLToPath } from 'node:url'
import { buildWebApp } from '../web/build/build-web-app.ts'

await buildWebApp()
// It starts the other programs by its own name.
const airflow = new URL('../runtime/cli/airflow.js', import.meta.url)
process.argv.splice(1, 1, fileURLToPath(airflow), 'standalone')
await import(airflow.href)
