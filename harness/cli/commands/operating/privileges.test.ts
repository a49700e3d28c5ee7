import { afterAll, beforeAll, expect, it } from 'vitest'
import { RehearsedApp } from '../../testing/rehearsed-app.ts'

let staging: RehearsedApp

beforeAll(async () => {
  staging = await RehearsedApp.start({ provisioned: true })
})

afterAll(() => staging.stop())

const migrate = (sql: string) => staging.hand.rehearsal.migrate(sql)
const allowed = () => ({ RUNBOOK_ALLOW_PROVISION: staging.name })

it('where a trigger runs a text that is made at run time, plan, reapply and Step 4 cannot tell: exit status 4', async () => {
  await migrate(
    `CREATE FUNCTION keeps() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN EXECUTE format('INSERT INTO %I DEFAULT VALUES', TG_TABLE_NAME || '_history'); RETURN NULL; END$$;
     CREATE TRIGGER keeps AFTER DELETE ON positions FOR EACH ROW EXECUTE FUNCTION keeps()`,
  )
  const [plan, reapply, provision] = [
    await staging.run(['plan']),
    await staging.run(['reapply'], allowed()),
    await staging.run(['provision'], allowed()),
  ]
  const notKnown =
    /What a permitted statement needs besides its grant is not known: public\.keeps\(\) could not be read: it executes a text that is made at run time \(trigger keeps of public\.positions \(public\.keeps\(\)\)\)\. .*`functions\.uses`/
  for (const run of [plan, reapply, provision]) {
    expect(run.exitCode, run.output).toBe(4)
    expect(run.output).toMatch(notKnown)
  }
})

it('what is amiss besides is said first, with what could not be read: exit status 1', async () => {
  await migrate('REVOKE SELECT ON orders FROM ledger_app')
  const plan = await staging.run(['plan'])
  expect(plan.exitCode, plan.output).toBe(1)
  expect(plan.output).toContain('GRANT SELECT ON public.orders TO ledger_app')
  expect(plan.output).toContain('public.keeps() could not be read')
  const reapply = await staging.run(['reapply'], allowed())
  expect(reapply.exitCode, reapply.output).toBe(4)
  expect(reapply.output).toContain('ran: GRANT SELECT ON public.orders TO ledger_app')
  await migrate('DROP FUNCTION keeps() CASCADE')
  expect(await staging.run(['plan'])).toMatchObject({ exitCode: 0 })
})
