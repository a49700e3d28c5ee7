import { append } from './append.ts'

// A process that appends so many lines to a journal, one after the other.
const [file = '', name = '', count = ''] = process.argv.slice(2)
for (let line = 1; line <= Number(count); line++)
  append(file, { type: 'before', app: 'app', run: name, what: `${name} ${line}`, vars: [] })
