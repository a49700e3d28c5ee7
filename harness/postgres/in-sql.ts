/** A text as SQL writes a constant (PostgreSQL documentation, String Constants). */
export const inSql = (text: string): string => `'${text.replaceAll("'", "''")}'`
