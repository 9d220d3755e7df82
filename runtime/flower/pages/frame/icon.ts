const petal = (degrees: number): string =>
  `<ellipse cx="16" cy="8" rx="4.6" ry="6.6" transform="rotate(${degrees} 16 16)"/>`

/** A flower, for the browser's tab and the header. */
export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><g fill="#f08fb2">${[0, 60, 120, 180, 240, 300].map(petal).join('')}</g><circle cx="16" cy="16" r="4.4" fill="#ffd166"/></svg>
`
