import { AppError } from '../error/index.ts';

/**
 * The name of a data file that a header points to, if it is a plain name in the same folder. Anything else could make
 * Limner read files that nobody named, so it is refused (`denied`).
 */
export function requireSiblingName(format: string, name: string): string {
  const plain = name.startsWith('./') ? name.slice(2) : name;
  if (plain !== '' && plain !== '..' && plain !== '.' && !/[/\\:\0]/.test(plain)) return plain;
  throw new AppError(
    'denied',
    'VOLUME_DATA_FILE',
    `The ${format} header points to a data file outside its own folder, which is not followed. Put both files into one folder.`,
  );
}
