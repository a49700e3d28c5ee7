// One audit in a process of its own, connected by PG* in the environment; prints the peak of its memory in kB.
import { Client } from 'pg'
import { policySchema } from '../harness/config/policy.ts'
import { differences } from '../harness/privileges/difference.ts'
import { readPrivileges } from '../harness/privileges/snapshot.ts'

const client = new Client()
await client.connect()
const policy = policySchema.parse({
  tables: { default: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] },
  sequences: { default: ['USAGE'] },
})
const findings = differences(await readPrivileges(client, 'raptor_app'), policy)
await client.end()
if (findings.length > 0) throw new Error(`The bench's own database differs: ${findings[0]?.found}`)
console.log(process.resourceUsage().maxRSS)
