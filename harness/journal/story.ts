import { runsOf, type WrittenChange, type WrittenRun } from './changes.ts'
import type { Entry, Evidence } from './entry.ts'

/** What was done to an app, by its journal, in lines that can be put into a change ticket. */
export function storyOf(entries: readonly Entry[]): string[] {
  return runsOf(entries).flatMap((run) => ['', ...runLines(run)])
}

function runLines({ start, changes, noted, end }: WrittenRun): string[] {
  const { at, command, environment, by, commit, host } = start
  const where = host === undefined ? '' : `, on the platform at ${host}`
  return [
    `${moment(at)}  ${command} (${environment}) by ${by}, at commit ${commit.slice(0, 12)}${where}`,
    ...changes.flatMap(changeLines),
    ...noted.flatMap(notedLines),
    end
      ? `${time(end.at)}  ended: ${end.outcome}, exit status ${end.exitStatus}${changes.length === 0 && noted.length === 0 ? ', nothing was changed' : ''}${end.reason === undefined ? '' : `: ${end.reason}`}`
      : '          has no end here: it was ended before its time, or is under way',
  ].map((line, index) => (index === 0 ? line : `  ${line}`))
}

function notedLines(entry: WrittenRun['noted'][number]): string[] {
  if (entry.type === 'checkpoint') return checkpointLines(entry.at, entry.evidence)
  const how =
    entry.signature === undefined ? 'by typing the name of the app, the weaker way' : 'with an SSH key'
  return [
    `${time(entry.at)}  sign-off: ${entry.answer}, by ${entry.account} (${entry.by})${entry.answer === 'yes' ? `, ${how}` : ''}`,
  ]
}

function checkpointLines(at: string, { outcome, herokuAt, log, requests, amiss }: Evidence): string[] {
  const covered = log ? `the log from ${log.from} to ${log.to}` : 'no log'
  return [
    `${time(at)}  checkpoint: ${outcome}, at ${herokuAt} by Heroku's clock; ${covered}; ${requests} request(s) answered`,
    ...amiss.map(
      ({ id, outcome: ended, said }) => `            ${ended}: ${id}: ${said.replaceAll('\n', ' ')}`,
    ),
  ]
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
