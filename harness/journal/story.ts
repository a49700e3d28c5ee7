import { runsOf, type WrittenChange, type WrittenRun } from './changes.ts'
import type { Entry } from './entry.ts'

/** What was done to an app, by its journal, in lines that can be put into a change ticket. */
export function storyOf(entries: readonly Entry[]): string[] {
  return runsOf(entries).flatMap((run) => ['', ...runLines(run)])
}

function runLines({ start, changes, end }: WrittenRun): string[] {
  const { at, command, environment, by, commit, host } = start
  const where = host === undefined ? '' : `, on the platform at ${host}`
  return [
    `${moment(at)}  ${command} (${environment}) by ${by}, at commit ${commit.slice(0, 12)}${where}`,
    ...changes.flatMap(changeLines),
    end
      ? `${time(end.at)}  ended: ${end.outcome}, exit status ${end.exitStatus}${changes.length === 0 ? ', nothing was changed' : ''}${end.reason === undefined ? '' : `: ${end.reason}`}`
      : '          has no end here: it was ended before its time, or is under way',
  ].map((line, index) => (index === 0 ? line : `  ${line}`))
}

function changeLines({ before, after }: WrittenChange): string[] {
  return [
    `${time(before.at)}  ${before.what}`,
    `          ${after ? endingOf(after) : 'how it ended was not written: the run was ended meanwhile'}`,
    ...(after?.statements ?? []).map((statement) => `            ${statement}`),
  ]
}

function endingOf({ ended, durationMs, release, said }: NonNullable<WrittenChange['after']>): string {
  const parts = [
    `ended ${ended} after ${(durationMs / 1000).toFixed(1)} s`,
    ...(release === undefined ? [] : [`release v${release}`]),
    ...(said === undefined ? [] : [said.replaceAll('\n', ' ')]),
  ]
  return parts.join('; ')
}

/** `2026-05-10 09:00:00 UTC` */
const moment = (at: string): string => `${at.slice(0, 10)} ${time(at)} UTC`
const time = (at: string): string => at.slice(11, 19)
