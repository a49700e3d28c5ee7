import { clearLine, cursorTo } from 'node:readline'
import pc from 'picocolors'
import { scrub } from '../evidence/scrub.ts'
import type { ReportItem } from './report.ts'
import type { Sink } from './run-event.ts'
import { itemLines, type Said, summaryLines } from './terminal.ts'

/** Prints a line per item as it ends and, on a terminal, the item at hand below them; at the end what the run came to. */
export function terminalSink(stream: NodeJS.WriteStream): Sink {
  const wipe = (): void => {
    if (!stream.isTTY) return
    clearLine(stream, 0)
    cursorTo(stream, 0)
  }
  // A reader that is gone (`| head`) costs the lines, and not the report.
  stream.on('error', () => {})
  const line = (text: string): void => {
    wipe()
    stream.write(`${scrub(text)}\n`)
  }
  const said: Said = new Map()
  let suite = ''
  const enter = (item: ReportItem): void => {
    const [entered = ''] = item.id.split('/')
    if (entered !== suite) line(pc.dim(` ${entered}`))
    suite = entered
  }
  return {
    on(event) {
      switch (event.type) {
        case 'stretch':
          suite = ''
          return line(
            `\n${pc.bold(event.title)}${event.app === undefined ? '' : pc.bold(`  (${event.app})`)}`,
          )
        case 'said':
          return line(event.text)
        case 'began':
          if (!stream.isTTY) return
          wipe()
          stream.write(pc.dim(scrub(`  … ${event.title}`).slice(0, stream.columns - 1)))
          return
        case 'ended':
          if (event.told) return
          enter(event.item)
          itemLines(event.item, said).forEach(line)
      }
    },
    async close(report, file) {
      if (report.reason !== undefined) line(`refused: ${report.reason}`)
      summaryLines(report, file).forEach(line)
    },
  }
}
