import type { ReactNode } from 'react'

/** Holds a table that may be wider than the page. */
export const TableFrame = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
  <section className="table-frame" aria-label={label} tabIndex={0}>
    {children}
  </section>
)
