import type { Outcome } from './outcome.fixture.ts'

interface Met {
  readonly name: string
  readonly command: string
}

const head = `# Where something goes wrong on the way

Written by \`npx vitest run harness/cli/faults -u\` from what came of it when it was met, which \`pnpm bench:faults\`
has each command do anew. Each is met on the real Heroku CLI and the real Postgres, for the whole of the run: a request is answered
otherwise as often as it is made.
Held of each: no exit status 0 unless everything is as it is to be; the privileges are those of before or those of the policy, and
nothing in between; a rollback has switched the app, but where the switch itself is answered otherwise; where it is another status,
what is to be done is said.

Statuses: 0 it is done, 1 it failed, 3 it was refused and nothing was changed, 4 it cannot be told.
`

/** The whole page. */
export function faultTable(cells: readonly Met[], outcomes: Readonly<Record<string, Outcome>>): string {
  const met = cells.filter(({ name }) => outcomes[name])
  const parts = [head, `Met so far: ${met.length} of ${cells.length}.`, '']
  for (const command of new Set(met.map((cell) => cell.command))) {
    parts.push(
      `## ${command}`,
      '',
      '| where it goes wrong, and how | status | what is said first | what is to be done |',
    )
    parts.push('|---|---|---|---|')
    const own = met.filter((cell) => cell.command === command)
    for (const [said, names] of groups(own, outcomes)) parts.push(`| ${cell(names.join('; '))} | ${said} |`)
    parts.push('')
  }
  return parts.join('\n')
}

/** What is said, with where. */
function groups(met: readonly Met[], outcomes: Readonly<Record<string, Outcome>>): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const { name, command } of met) {
    const { exit, said, next } = outcomes[name] as Outcome
    const key = [`${exit}`, said, next].map(cell).join(' | ')
    found.set(key, [...(found.get(key) ?? []), name.slice(command.length + 2)])
  }
  return found
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
