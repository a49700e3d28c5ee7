import { measureMigrations } from './migrations.ts'
import { measurePrivileges } from './privileges.ts'

const sizes = process.argv.slice(2).map(Number)
const print = (text: string): void => console.log(text)
await measurePrivileges(sizes.length > 0 ? sizes : [1_000, 10_000, 50_000], print)
await measureMigrations(sizes.length > 0 ? sizes : [500, 1_000, 2_000], print)
