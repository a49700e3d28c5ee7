import { runbook } from '../../runbook.config.ts'
import { CouldNotLook } from '../evidence/could-not-look.ts'
import type { Finding } from '../evidence/finding.ts'
import { type HerokuApp, logplexLines } from '../heroku/app.ts'
import { deniedRelation, type LogLine, parseLog } from '../heroku/log-line.ts'
import { flagRelease } from '../world/phase.ts'
import type { Scene } from './failure-mode.ts'
import { diagnosisFinding } from './finding-codes.ts'
import { privilegeFindings } from './provisioning.ts'

const { configVars } = runbook

/** What Postgres denied the app on one relation, as the log has it. */
interface Denial {
  /** As the message names it: without its schema. */
  readonly relation: string
  readonly lines: readonly LogLine[]
}

/**
 * Returns the lines that Heroku still has of the app's log, oldest first.
 * @throws CouldNotLook where there is none or none in a known format: silence is no proof.
 */
export async function logLines(app: HerokuApp): Promise<readonly LogLine[]> {
  return (await readLog(app)).lines
}

async function readLog(app: HerokuApp): Promise<{ lines: LogLine[]; unparsed: number; oldest: LogLine }> {
  const { lines, unparsed } = parseLog(await app.log())
  const [oldest] = lines
  if (oldest) return { lines, unparsed, oldest }
  throw new CouldNotLook(
    `\`heroku logs\` gave ${unparsed} lines and none in Heroku's format: a silent log proves nothing`,
  )
}

/**
 * Returns what Postgres denied the app since the flag was last set, relation by relation, and how far back the log
 * reaches. A denial of something the role may do by now is only counted: the line stays in the log after the grant is
 * mended, and cannot come again.
 * @throws CouldNotLook where the log is empty or in no known format.
 */
export async function readDenials(
  scene: Scene,
): Promise<{ denied: readonly Denial[]; mended: number; reach: string }> {
  const { app, privileges } = scene
  const { lines, unparsed, oldest } = await readLog(app)
  const since = flagRelease(await app.releases(), configVars.flag)?.created_at
  const begin = since === undefined ? oldest.at : new Date(since)
  const complete = lines.length + unparsed < logplexLines
  const extent = complete
    ? 'all there is'
    : oldest.at > begin
      ? `not as far as ${begin.toISOString()}, when the flag was set`
      : 'to before the flag was set'
  const all = lines.filter(({ at, text }) => at >= begin && /permission denied/i.test(text))
  const missing = new Set((await privilegeFindings(scene)).map(({ object }) => unqualified(object)))
  const mended = all.filter(({ text }) => isGrantedNow(deniedRelation(text), missing, privileges.grants))
  return {
    denied: perRelation(all.filter((line) => !mended.includes(line))),
    mended: mended.length,
    reach: `${lines.length} of at most ${logplexLines} lines, back to ${oldest.at.toISOString()}: ${extent}`,
  }
}

function isGrantedNow(
  relation: string | undefined,
  missing: ReadonlySet<string>,
  grants: (relation: string) => boolean,
): boolean {
  return relation !== undefined && !missing.has(relation) && grants(relation)
}

function perRelation(denied: readonly LogLine[]): Denial[] {
  const relations = new Map<string, LogLine[]>()
  for (const line of denied) {
    const relation = deniedRelation(line.text) ?? 'unknown'
    relations.set(relation, [...(relations.get(relation) ?? []), line])
  }
  return [...relations].map(([relation, lines]) => ({ relation, lines }))
}

/** Returns a finding for each relation of {@link readDenials}, and notes how far back the log reaches. */
export async function denialFindings(scene: Scene): Promise<Finding[]> {
  const { denied, mended, reach } = await readDenials(scene)
  scene.note(reach)
  if (mended > 0) scene.note(`${mended} denial(s) from before the grants were mended`)
  return denied.map(({ relation, lines }) =>
    diagnosisFinding({
      code: 'denied-in-log',
      object: relation,
      expected: 'no "permission denied" since the flag was set',
      found: `${lines.length} line(s), the last at ${lines.at(-1)?.at.toISOString()}: ${lines.at(-1)?.text}`,
      help: 'If `pnpm plan` names it, the grants have drifted: re-apply them. If not, the app wants what its policy forbids: tell feature-developer.',
      fix: `pnpm reapply --env ${scene.subject.environment}`,
      failureMode: 'C',
    }),
  )
}

/** The relation's own name, as Postgres has it in the message of a denial: without its schema and without quotes. */
function unqualified(object: string): string {
  return object.replace(/^("[^"]*"|[^".]*)\./, '').replaceAll('"', '')
}
