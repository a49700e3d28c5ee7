/** The words with a capital letter, as a sentence or a title begins. */
export const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`
