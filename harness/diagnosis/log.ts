import { runbook } from '../../runbook.config.ts'
import { CouldNotLook } from '../evidence/could-not-look.ts'
import { logplexLines } from '../heroku/app.ts'
import { deniedRelation, type LogLine, parseLog } from '../heroku/log-line.ts'
import type { Finding } from '../runbook/finding.ts'
import type { Given } from '../runbook/item.ts'
import { flagRelease } from '../target/phase.ts'

const { configVars } = runbook

/**
 * Returns a finding for each relation that Postgres denied the app since the flag was last set, as far back as Heroku
 * still has the log, and notes how far that is. A denial of something the role may do by now is only noted: the line
 * stays in the log after the grant is mended, and cannot come again.
 * @throws CouldNotLook where the log is empty or in no known format.
 */
export async function denialFindings({ app, privileges, target, note }: Given): Promise<Finding[]> {
  const { lines, unparsed } = parseLog(await app.log())
  const [oldest] = lines
  if (!oldest)
    throw new CouldNotLook(
      `\`heroku logs\` gave ${unparsed} lines and none in Heroku's format: a silent log proves nothing`,
    )
  const since = flagRelease(await app.releases(), configVars.flag)?.created_at
  const begin = since === undefined ? oldest.at : new Date(since)
  const complete = lines.length + unparsed < logplexLines
  const reach = complete
    ? 'all there is'
    : oldest.at > begin
      ? `not as far as ${begin.toISOString()}, when the flag was set`
      : 'to before the flag was set'
  note(`${lines.length} of at most ${logplexLines} lines, back to ${oldest.at.toISOString()}: ${reach}`)
  const denied = lines.filter(({ at, text }) => at >= begin && /permission denied/i.test(text))
  const missing = new Set((await privileges.findings()).map(({ object }) => object.replace(/^public\./, '')))
  const mended = denied.filter(({ text }) => isGrantedNow(deniedRelation(text), missing, privileges.grants))
  if (mended.length > 0) note(`${mended.length} denial(s) from before the grants were mended`)
  return findingsPerRelation(
    denied.filter((line) => !mended.includes(line)),
    target.environment,
  )
}

function isGrantedNow(
  relation: string | undefined,
  missing: ReadonlySet<string>,
  grants: (relation: string) => boolean,
): boolean {
  return relation !== undefined && !missing.has(relation) && grants(relation)
}

function findingsPerRelation(denied: readonly LogLine[], environment: string): Finding[] {
  const relations = new Map<string, LogLine[]>()
  for (const line of denied) {
    const relation = deniedRelation(line.text) ?? 'unknown'
    relations.set(relation, [...(relations.get(relation) ?? []), line])
  }
  return [...relations].map(([relation, lines]) => ({
    code: 'denied-in-log',
    object: relation,
    expected: 'no "permission denied" since the flag was set',
    found: `${lines.length} line(s), the last at ${lines.at(-1)?.at.toISOString()}: ${lines.at(-1)?.text}`,
    consequence: 'Requests that touch it fail.',
    help: 'If `pnpm plan` names it, the grants have drifted: re-apply them. If not, the app wants what its policy forbids: tell feature-developer.',
    fix: `pnpm reapply --env ${environment}`,
    failureMode: 'C' as const,
  }))
}
