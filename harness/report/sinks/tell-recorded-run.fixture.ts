import { recordedEvents, recordedReport } from '../recorded-run.fixture.ts'
import { terminalSink } from './terminal-sink.ts'

// Tells the recorded run on this process's own standard output.
const sink = terminalSink(process.stdout)
for (const event of recordedEvents) sink.on(event)
await sink.close(recordedReport, 'reports/verify-staging.json')
