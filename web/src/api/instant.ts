/** An instant of the API in milliseconds. */
export const msOf = (iso: string | null): number | null => (iso === null ? null : Date.parse(iso))
