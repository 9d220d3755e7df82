// Makes the npm package for programs of others: npm run build:package [-- FOLDER], with dist/ as the folder.
import { resolve } from 'node:path'
import { buildPackage } from './package/build-package.ts'

const archive = await buildPackage(resolve(process.argv[2] ?? 'dist'))
console.log(`${archive}\nIn another project: npm install ${archive} (docs/library.md)`)
