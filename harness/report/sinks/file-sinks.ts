import { readJournal } from '../../journal/journal-file.ts'
import { storyOf } from '../../journal/story.ts'
import { SecretInFile, scrub, scrubDeep } from '../../secrets/scrub.ts'
import { firstLineOf } from '../../text/first-line.ts'
import { htmlPage } from '../html.ts'
import type { JournalHead, Report } from '../report.ts'
import { openReportFile } from '../report-file.ts'
import type { Sink } from '../run-event.ts'
import { junit } from './junit.ts'
import { openSummaryFile } from './summary-file.ts'

type Write = (report: Report) => Promise<void>

/** Where a format is kept: the file is seen to be writable, and what writes the report there at the end is returned. */
type Open = (file: string) => Write

const formats = {
  json: whole((report) => `${JSON.stringify(report, null, 2)}\n`),
  junit: whole(junit),
  html: whole((report) => htmlPage(report, storyKept(report.journal))),
  summary: openSummaryFile,
} satisfies Record<string, Open>

/** Where a run was told to put its report, beside the terminal. */
export type ReportFiles = { readonly [Format in keyof typeof formats]?: string | undefined }

/**
 * Keeps the report in the files that were asked for, masked once more. All of them are seen to be writable now, before the
 * work begins. @throws UsageError for one that is not.
 */
export function fileSinks(files: ReportFiles): Sink[] {
  return (Object.keys(formats) as (keyof ReportFiles)[]).flatMap((format) => {
    const file = files[format]
    if (file === undefined) return []
    const write = formats[format](file)
    return [{ on() {}, close: (report) => write(scrubDeep(report)) }]
  })
}

/**
 * Keeps the report where a later run looks for it too, though it goes elsewhere: it has the counts of this look, and the head of the
 * journal. Where it cannot be kept that is said, and is in nobody's way.
 */
export function keptSink(file: string, say: (text: string) => void): Sink {
  return {
    on() {},
    async close(report) {
      try {
        for (const sink of fileSinks({ json: file })) await sink.close(report, file)
      } catch (error) {
        if (error instanceof SecretInFile) throw error
        say(`A later look has nothing of this one to hold its counts against: ${firstLineOf(error)}`)
      }
    },
  }
}

/** What the journal tells that a report is of, up to its head; nothing where it is not there any more. */
function storyKept(head: JournalHead | undefined): string[] {
  try {
    const lines = head && readJournal(head.file)?.slice(0, head.lines)
    return lines ? storyOf(lines.flatMap(({ entry }) => entry ?? [])).map(scrub) : []
  } catch (error) {
    return [`it could not be read: ${scrub(String(error))}`]
  }
}

/** A file that holds one report and nothing else. */
function whole(render: (report: Report) => string): Open {
  return (file) => {
    const opened = openReportFile(file)
    return (report) => opened.write(render(report))
  }
}
