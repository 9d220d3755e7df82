// `npm run gallery`: takes the pictures of the web app that README shows.
import { GalleryError } from './gallery/errors.ts'
import { takePictures } from './gallery/take-pictures.ts'

await takePictures(process.argv.slice(2), text => console.log(text)).catch((error: unknown) => {
  if (!(error instanceof GalleryError)) throw error
  console.error(error.message)
  process.exitCode = 2
})
