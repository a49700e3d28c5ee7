import { sections } from './all-rows.fixture.ts'
import { plants, plantsBefore } from './plants.fixture.ts'
import { type Row, type Told, tellOf } from './row.fixture.ts'

const planted = { ...plants, ...plantsBefore }
const alreadyReal = ['Nothing: a soaking app in order', 'Nothing: an app on which nobody has begun']

const head = `# What was planted, and what was said

Written by \`npx vitest run harness/verdicts/rows -u\`, from the rows that \`harness/verdicts/rows\` tests: another verdict than the one here is a red test, and so is a page that is not what the rows come to.

Each row is a scene: what the looks at Heroku, Postgres and the app gave, as plain values. The base is staging two hours into its soak. **verify** is the outcome of \`pnpm test:verify\` and the rules that were not met (✗) or could not be told (?); **diagnose** the failure modes it names. A row with a • was brought about on the real Heroku CLI and the real Postgres too, and seen as the row says.
`

/** The whole page. */
export async function verdictTable(): Promise<string> {
  const parts: string[] = [head]
  for (const { about, rows } of sections) {
    parts.push(
      `## ${about}`,
      '',
      '| planted | verify | diagnose | the first thing said |',
      '|---|---|---|---|',
    )
    for (const row of rows) parts.push(lineOf(row, await tellOf(row)))
    parts.push('')
  }
  return parts.join('\n')
}

function lineOf({ planted: what }: Row, { fails, blind, names, untold, said }: Told): string {
  const real = what in planted || alreadyReal.includes(what) ? '• ' : ''
  const unmet = [...fails.map((rule) => `✗ ${rule}`), ...blind.map((rule) => `? ${rule}`)].join(', ')
  const verify =
    fails.length > 0 ? `failed: ${unmet}` : blind.length > 0 ? `inconclusive: ${unmet}` : 'passed'
  const named = names.join(', ')
  const diagnose = named || (untold.length > 0 ? `could not tell ${untold.length}` : 'none')
  return `| ${[real + what, verify, diagnose, said].map(cell).join(' | ')} |`
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
