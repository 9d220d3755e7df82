/** `96 MB`, `23.5 GB`. */
export const memoryText = (mb: number): string => (mb < 1024 ? `${Math.round(mb)} MB` : `${(mb / 1024).toFixed(1)} GB`)
