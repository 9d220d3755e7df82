/** The style sheet of all pages, served as a file; nothing is loaded from elsewhere. */
export const STYLES = `
:root { color-scheme: light dark; --ink: #1d2530; --soft: #5b6675; --line: #dfe4ea; --ground: #f5f7f9; --tile: #fff; --bar: #17324d; --bar-ink: #eef4fa; --hover: #f0f4f8; --good: #17794a; --good-wash: #e1f4ea; --bad: #b8352a; --bad-wash: #fbe7e5; --warn: #8a5a00; --warn-wash: #fdf1d6; --calm: #2563a8; --calm-wash: #e4eefa; --idle-wash: #e9edf2; --link: #0b62a8; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e7ebf0; --soft: #9aa6b5; --line: #303945; --ground: #14181d; --tile: #1c222a; --bar: #101a25; --bar-ink: #e7ebf0; --hover: #232b35; --good: #5bd197; --good-wash: #163527; --bad: #ff8577; --bad-wash: #43201d; --warn: #f0b54a; --warn-wash: #3c2e11; --calm: #7db8f5; --calm-wash: #1b3350; --idle-wash: #2a323d; --link: #6cb6ff; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--calm); outline-offset: 2px; border-radius: 4px; }
header { display: flex; align-items: center; gap: 0.25rem 1.5rem; padding: 0 1.5rem; min-height: 3.5rem; background: var(--bar); color: var(--bar-ink); }
header a { color: inherit; }
.brand { display: flex; align-items: center; gap: 0.5rem; font-weight: 650; font-size: 1.1rem; }
header nav { display: flex; flex: 1; gap: 0.25rem; align-self: stretch; }
header nav a { display: flex; align-items: center; padding: 0 0.85rem; border-bottom: 3px solid transparent; border-top: 3px solid transparent; opacity: 0.8; }
header nav a[aria-current] { border-bottom-color: #f4a6c0; opacity: 1; font-weight: 600; }
.who { font-size: 0.9rem; white-space: nowrap; }
.who small { opacity: 0.7; }
#live { display: flex; align-items: center; gap: 0.45rem; padding: 0.2rem 0.7rem; border: 1px solid #ffffff40; border-radius: 1rem; background: none; color: inherit; font: inherit; font-size: 0.85rem; cursor: pointer; }
#live[hidden] { display: none; }
#live i { flex: none; width: 0.55rem; height: 0.55rem; border-radius: 50%; background: #8593a3; }
#live[data-lost] i { background: #f0b54a; box-shadow: 0 0 0 3px #f0b54a38; }
#live[aria-pressed=true]:not([data-lost]) i { background: #4fd08d; box-shadow: 0 0 0 3px #4fd08d38; }
main { max-width: 88rem; margin: 0 auto; padding: 1.5rem 1.5rem 2rem; min-height: calc(100vh - 7.5rem); }
h1 { margin: 0 0 1.25rem; font-size: 1.5rem; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { margin: 2rem 0 0.75rem; font-size: 1.05rem; overflow-wrap: anywhere; }
.lead { margin: -0.9rem 0 1.5rem; color: var(--soft); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: 0.75rem; margin: 0 0 1.5rem; padding: 0; list-style: none; }
.tiles li { display: flex; flex-direction: column; padding: 0.7rem 1rem; background: var(--tile); border: 1px solid var(--line); border-radius: 0.6rem; }
.tiles li > span { color: var(--soft); font-size: 0.85rem; }
.tiles strong { font-size: 1.55rem; line-height: 1.25; font-variant-numeric: tabular-nums; font-weight: 600; }
.tiles .good strong { color: var(--good); }
.tiles .bad strong { color: var(--bad); }
.panel { background: var(--tile); border: 1px solid var(--line); border-radius: 0.6rem; overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 0.92rem; }
th, td { padding: 0.55rem 0.7rem; text-align: left; vertical-align: baseline; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; font-size: 0.82rem; white-space: nowrap; background: var(--hover); }
th a { color: inherit; }
tbody tr:last-child > * { border-bottom: 0; }
tbody tr:hover { background: var(--hover); }
th.whole, td.whole { white-space: nowrap; }
.host { max-width: 13rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.time { white-space: nowrap; font-variant-numeric: tabular-nums; }
.name { width: 36%; font-weight: 600; overflow-wrap: anywhere; }
.under { display: block; color: var(--soft); font-size: 0.85rem; font-weight: 400; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
code, pre, .id { font-family: ui-monospace, monospace; font-size: 0.86em; }
code { overflow-wrap: anywhere; }
pre { margin: 0; padding: 1rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.badge { display: inline-block; padding: 0.08rem 0.55rem; border-radius: 1rem; background: var(--idle-wash); color: var(--soft); font-size: 0.78rem; font-weight: 600; letter-spacing: 0.01em; white-space: nowrap; }
.badge.good { background: var(--good-wash); color: var(--good); }
.badge.bad { background: var(--bad-wash); color: var(--bad); }
.badge.warn { background: var(--warn-wash); color: var(--warn); }
.badge.calm { background: var(--calm-wash); color: var(--calm); }
[class*=state-]::before { content: ''; display: inline-block; width: 0.6em; height: 0.6em; margin-right: 0.45em; border-radius: 50%; background: var(--state, #9aa6b5); box-shadow: 0 0 0 1px #0000001f; }
.state-success { --state: #008000; }
.state-running { --state: #01ff70; }
.state-failed { --state: #ff0000; }
.state-queued { --state: #808080; }
.state-scheduled { --state: #d2b48c; }
.state-up_for_retry { --state: #ffd700; }
.state-up_for_reschedule { --state: #40e0d0; }
.state-upstream_failed { --state: #ffa500; }
.state-skipped { --state: #ff69b4; }
.state-restarting { --state: #ee82ee; }
.state-deferred { --state: #9370db; }
.state-removed { --state: #d3d3d3; }
.share { display: inline-flex; flex-direction: column; white-space: nowrap; }
.tiles .share .soft { font-size: 1rem; font-weight: 400; }
.tiles meter { width: 7rem; }
meter { display: block; width: 100%; min-width: 3.5rem; height: 0.3rem; margin-top: 0.25rem; border: 0; border-radius: 1rem; background: var(--idle-wash); overflow: hidden; }
meter::-webkit-meter-inner-element { display: block; }
meter::-webkit-meter-bar { height: 0.3rem; border: 0; border-radius: 1rem; background: var(--idle-wash); }
meter::-webkit-meter-optimum-value { border-radius: 1rem; background: var(--calm); }
meter::-moz-meter-bar { background: var(--calm); }
.notice { margin: 0 0 1.25rem; padding: 0.7rem 1rem; border-radius: 0.6rem; }
.notice.good { background: var(--good-wash); color: var(--good); }
.notice.bad { background: var(--bad-wash); color: var(--bad); }
.empty { margin: 0; padding: 2.5rem 1rem; text-align: center; color: var(--soft); }
.tabs { display: flex; gap: 0.25rem; margin: 0 0 1.25rem; border-bottom: 1px solid var(--line); overflow-x: auto; }
.tabs a { padding: 0.5rem 0.9rem; color: var(--soft); border-bottom: 2px solid transparent; white-space: nowrap; }
.tabs a[aria-current] { color: var(--ink); font-weight: 600; border-bottom-color: var(--calm); }
.facts { display: grid; grid-template-columns: minmax(9rem, 16rem) 1fr; margin: 0; }
.facts dt, .facts dd { margin: 0; padding: 0.5rem 1rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; min-width: 0; }
.facts dt { color: var(--soft); }
.facts dt:last-of-type, .facts dd:last-of-type { border-bottom: 0; }
form { margin: 0; }
.actions { display: flex; flex-wrap: wrap; gap: 0.75rem; margin: 1.25rem 0 0; }
.actions form { display: flex; align-items: center; gap: 0.4rem; }
input, select { padding: 0.4rem 0.65rem; border: 1px solid var(--line); border-radius: 0.45rem; background: var(--tile); color: var(--ink); font: inherit; font-size: 0.92rem; min-width: 0; }
input[type=number] { width: 4.5rem; }
label { display: inline-flex; align-items: center; gap: 0.35rem; color: var(--soft); font-size: 0.85rem; }
.button { padding: 0.4rem 0.85rem; border: 1px solid var(--line); border-radius: 0.45rem; background: var(--tile); color: var(--ink); font: inherit; font-size: 0.92rem; cursor: pointer; white-space: nowrap; }
.button:hover { background: var(--hover); text-decoration: none; }
.button.main { background: var(--calm); border-color: var(--calm); color: var(--tile); }
.button[aria-busy] { opacity: 0.55; cursor: progress; }
.button.danger { color: var(--bad); border-color: var(--bad); }
.search { display: flex; gap: 0.5rem; margin: 0 0 0.5rem; }
summary { cursor: pointer; }
h1 .badge { vertical-align: middle; }
.hint code { margin-right: 0.15rem; }
.hint.below { margin-top: 0.75rem; }
.search input { flex: 1; }
.hint { margin: 0 0 1rem; color: var(--soft); font-size: 0.85rem; }
.pager { display: flex; align-items: center; justify-content: space-between; gap: 1rem; margin: 1rem 0 0; color: var(--soft); }
.pager span:last-child { display: flex; gap: 0.5rem; }
footer { max-width: 88rem; margin: 0 auto; padding: 0 1.5rem 2rem; color: var(--soft); font-size: 0.8rem; }
@media (max-width: 46rem) {
  header { flex-wrap: wrap; padding: 0.5rem 1rem 0; }
  .brand { flex: 1; }
  header nav { order: 9; flex-basis: 100%; min-height: 2.6rem; margin: 0 -0.5rem; }
  main { padding: 1rem 1rem 3rem; }
  .tabs { flex-wrap: wrap; }
  .tabs a { padding: 0.35rem 0.7rem; }
  .tiles { grid-template-columns: repeat(3, 1fr); gap: 0.5rem; }
  .tiles li { padding: 0.5rem 0.7rem; }
  .tiles strong { font-size: 1.25rem; }
  .panel:has(.cards) { background: none; border: 0; overflow: visible; }
  .cards, .cards tbody { display: block; }
  .cards thead { display: none; }
  .cards tr { display: grid; grid-template-columns: 1fr 1fr; margin: 0 0 0.75rem; padding: 0.35rem 0; background: var(--tile); border: 1px solid var(--line); border-radius: 0.6rem; }
  .cards td { display: flex; flex-direction: column; padding: 0.3rem 0.9rem; border: 0; text-align: left; white-space: normal; }
  .cards td::before { content: attr(data-label); color: var(--soft); font-size: 0.76rem; }
  .cards td.name { grid-column: 1 / -1; width: auto; }
  h1 { font-size: 1.25rem; }
  .tiles meter { width: 100%; }
  .cards td.name::before { content: none; }
  .cards td.empty { grid-column: 1 / -1; text-align: center; }
  .cards .badge, .cards .share { align-self: flex-start; }
  .host { max-width: none; white-space: normal; }
  .cards td.host { overflow-wrap: anywhere; }
  footer { padding: 0 1rem 1.5rem; }
  .facts { grid-template-columns: 1fr; }
  .facts dt { padding-bottom: 0; border-bottom: 0; font-size: 0.85rem; }
  .facts dd { padding-top: 0; }
}
`
