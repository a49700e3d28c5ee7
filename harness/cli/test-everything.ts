export async function testEverything(postgres: string): Promise<number> {
  return postgres.length
}
