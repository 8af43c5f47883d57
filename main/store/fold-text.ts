// Text as it is compared in a search: without case, accents and the separators of DICOM names.

/**
 * `MÜLLER^Jörg` -> `muller jorg`. Compatibility decomposition without combining marks, then upper and lower case (which
 * makes ß = ss and the two small sigmas one), then every run of separators becomes one space.
 */
export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replaceAll('ς', 'σ')
    .replace(/[\s^=\\]+/gu, ' ')
    .trim();
}

/** The words of a search, folded; a case is found when it holds each of them somewhere. */
export const searchTerms = (text: string): string[] => [...new Set(foldText(text).split(' '))].filter((t) => t !== '');
