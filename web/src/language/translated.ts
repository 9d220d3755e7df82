/** The same phrases in another language. */
export type Translated<Phrases> = { readonly [Name in keyof Phrases]: string }
