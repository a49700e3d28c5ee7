import { type RehearsalOptions, startRehearsal } from './rehearsal.ts'

/** Does the work in the shell that the rehearsal platform asks for, and stops the platform however the work ends. */
export async function onRehearsal<T>(options: RehearsalOptions, work: () => Promise<T>): Promise<T> {
  const rehearsal = await startRehearsal(options)
  const own = process.env
  process.env = rehearsal.env
  try {
    return await work()
  } finally {
    process.env = own
    await rehearsal.stop()
  }
}
