/** What the API shows in place of a secret, and takes back for it. */
export const MASK = '***'

/** Whether a text is a mask, or JSON that holds one. */
export const hasMask = (text: string): boolean => text === MASK || text.includes(`"${MASK}"`)
