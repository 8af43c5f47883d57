// Structure names as file names. A name from a file can hold anything, '..' and '/' included.

/** Letters, digits, '_', '-', '+', '~' stay; everything else becomes '_'. Never empty, never a reserved name. */
function fileStem(name: string): string {
  const clean = name
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{N}_+~-]/gu, '_')
    .slice(0, 64);
  return clean === '' || /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(clean) ? `_${clean}` : clean;
}

/** One stem a name, in order; two names that would share a file (case does not tell files apart everywhere) get a
 * number. */
export function uniqueFileStems(names: readonly string[]): string[] {
  const taken = new Set<string>();
  /** By stem, the number from which on none was tried. */
  const untried = new Map<string, number>();
  return names.map((name) => {
    const stem = fileStem(name);
    let unique = stem;
    let n = untried.get(stem.toLowerCase()) ?? 2;
    for (; taken.has(unique.toLowerCase()); n++) unique = `${stem}_${n}`;
    untried.set(stem.toLowerCase(), n);
    taken.add(unique.toLowerCase());
    return unique;
  });
}
