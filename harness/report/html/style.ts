/** The look of the report: light and dark by the reader's choice, one column on a phone, all of it open on paper. */
export const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --page: #fff; --card: #f6f8fa; --line: #d0d7de;
  --good: #116329; --bad: #b3121d; --open: #7d4e00; --bar: #0550ae; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --soft: #9da7b3; --page: #0d1117; --card: #161b22; --line: #3d444d;
    --good: #56d364; --bad: #ff8983; --open: #e3b341; --bar: #79b8ff; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1rem; background: var(--page); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: .5rem 0; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--line); }
a { color: var(--bar); }
:focus-visible { outline: 3px solid var(--bar); outline-offset: 2px; }
.passed { color: var(--good); } .failed { color: var(--bad); }
.inconclusive, .refused, .not-run, .needs-live { color: var(--open); }
.soft { color: var(--soft); }
pre { background: var(--card); border: 1px solid var(--line); border-radius: 4px; padding: .5rem; margin: .5rem 0;
  white-space: pre-wrap; font: .875rem/1.4 ui-monospace, monospace; }
code { background: var(--card); padding: .1rem .25rem; font: .875rem/1.4 ui-monospace, monospace; }
details { border: 1px solid var(--line); border-radius: 4px; margin: .5rem 0; padding: 0 .75rem; }
summary { padding: .5rem 0; cursor: pointer; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: .5rem 0; }
dt { color: var(--soft); } dd { margin: 0; }
ol, ul { padding-left: 1.25rem; }
.walk { list-style: none; padding: 0; }
.walk li { display: grid; grid-template-columns: 1fr 5rem; column-gap: .5rem; margin: .35rem 0; font-size: .9rem; }
.walk .track { grid-column: 1 / -1; height: .5rem; background: var(--card); position: relative; }
.walk .bar { position: absolute; top: 0; bottom: 0; min-width: 2px; background: var(--bar); }
.walk .time { text-align: right; }
.soak { width: 100%; height: auto; } .soak text { fill: var(--soft); font-size: 14px; }
.soak .still { fill: var(--card); stroke: var(--line); } .soak .seen { fill: var(--bar); }
.soak .hole { fill: var(--page); stroke: var(--bad); stroke-dasharray: 3 2; } .soak .mark { stroke: var(--ink); stroke-width: 2; }
.rights { overflow-x: auto; }
.rights section { content-visibility: auto; }
table { border-collapse: collapse; table-layout: fixed; width: 100%; min-width: 46rem; font-size: .85rem; }
th, td { border-bottom: 1px solid var(--line); padding: .1rem .25rem; height: 1.5rem; }
td { text-align: center; } th { text-align: left; font-weight: normal; width: 18rem; }
thead th { font-weight: bold; } thead th + th { width: auto; text-align: center; }
input[type=search] { font: inherit; padding: .25rem; max-width: 100%; }
@media (max-width: 40rem) { .soak text { font-size: 26px; } dl { grid-template-columns: 1fr; gap: 0; } dt { margin-top: .5rem; } }
@media print { .rights section { content-visibility: visible; } .filter { display: none; } body { max-width: none; } }
`
