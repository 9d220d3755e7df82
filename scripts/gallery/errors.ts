/** Why there are no pictures, in one line. */
export class GalleryError extends Error {
  override readonly name = 'GalleryError'
}
