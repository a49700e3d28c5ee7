import { clearLine, cursorTo } from 'node:readline'
import pc from 'picocolors'
import type { ReportItem } from './report.ts'
import { itemLines } from './terminal.ts'

export interface Progress {
  heading(text: string): void
  started(title: string): void
  ended(item: ReportItem): void
  line(text: string): void
}

/** Prints a line per item as it ends and, on a terminal, the item at hand below them. */
export function terminalProgress(stream: NodeJS.WriteStream): Progress {
  const wipe = (): void => {
    if (!stream.isTTY) return
    clearLine(stream, 0)
    cursorTo(stream, 0)
  }
  const line = (text: string): void => {
    wipe()
    stream.write(`${text}\n`)
  }
  let suite = ''
  const enter = (item: ReportItem): void => {
    const [entered = ''] = item.id.split('/')
    if (entered !== suite) line(pc.dim(` ${entered}`))
    suite = entered
  }
  return {
    line,
    heading(text) {
      suite = ''
      line(`\n${pc.bold(text)}`)
    },
    started(title) {
      if (!stream.isTTY) return
      wipe()
      stream.write(pc.dim(`  … ${title}`.slice(0, stream.columns - 1)))
    },
    ended(item) {
      enter(item)
      itemLines(item).forEach(line)
    },
  }
}
