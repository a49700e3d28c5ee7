import type { RehearsedApp } from '../testing/rehearsed-app.ts'
import { answers } from './answers.fixture.ts'
import { type Command, calls, commands } from './calls.fixture.ts'
import { databaseFaults } from './database-faults.fixture.ts'

/** A command, and what goes wrong on its way. */
export interface Cell {
  readonly name: string
  readonly command: Command
  /** Brings it about, and returns what takes it back. */
  readonly plant: (app: RehearsedApp) => Promise<() => Promise<void>>
}

/** Each request of each command with each answer, and each command with each fault of the database. */
export const cells: readonly Cell[] = commands.flatMap((command) => [
  ...calls
    .filter(({ of }) => of.includes(command))
    .flatMap(({ name, method, path }) =>
      answers.map(({ name: answer, fault }) => ({
        name: `${command}: ${name}: ${answer}`,
        command,
        async plant({ hand: { rehearsal } }: RehearsedApp) {
          await rehearsal.control('faults', { method, path, times: 99, ...fault })
          return () => rehearsal.clearFaults()
        },
      })),
    ),
  ...databaseFaults.map(({ name, plant }) => ({ name: `${command}: ${name}`, command, plant })),
])
