/** The start page's own style sheet; nothing is loaded from elsewhere. */
export const STYLES = `
:root { color-scheme: light dark; --ink: #1d2530; --soft: #5b6675; --line: #d9dee5; --ground: #f5f7f9; --tile: #fff; --good: #1a7f4b; --bad: #c0392b; --link: #0b62a8; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e7ebf0; --soft: #9aa6b5; --line: #313a46; --ground: #14181d; --tile: #1c222a; --good: #4fc98b; --bad: #ff7b6b; --link: #6cb6ff; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 4rem 1.5rem; }
h1 { margin: 0; font-size: 2.25rem; letter-spacing: -0.02em; }
h2 { margin: 2.5rem 0 0.75rem; font-size: 1.1rem; }
.lead { margin: 0.25rem 0 2rem; color: var(--soft); }
ul { list-style: none; margin: 0; padding: 0; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: 1rem; }
.tiles li { display: flex; flex-direction: column; padding: 1rem 1.25rem; background: var(--tile); border: 1px solid var(--line); border-radius: 0.75rem; }
.tiles span, .tiles small, .note { color: var(--soft); font-size: 0.9rem; }
.tiles strong { font-size: 1.5rem; }
.healthy strong { color: var(--good); }
.unhealthy strong { color: var(--bad); }
.links li { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0.25rem 1rem; padding: 0.6rem 0; border-bottom: 1px solid var(--line); }
a { color: var(--link); }
code { color: var(--soft); font-size: 0.9em; overflow-wrap: anywhere; }
.note { margin-top: 2rem; }
`
