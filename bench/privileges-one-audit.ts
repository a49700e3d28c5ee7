// One audit in a process of its own, connected by PG* in the environment; prints the peak of its memory in kB.
import { Client } from 'pg'
import { differences } from '../harness/privileges/findings/difference.ts'
import { readPrivileges } from '../harness/privileges/snapshot/read-privileges.ts'
import { benchPolicy } from './privileges-policy.ts'

const client = new Client()
await client.connect()
const findings = differences(await readPrivileges(client, 'app_role'), benchPolicy)
await client.end()
if (findings.length > 0) throw new Error(`The bench's own database differs: ${findings[0]?.found}`)
console.log(process.resourceUsage().maxRSS)
