import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tellRefusal } from '../../../main/platform/told-refusal.ts';

const typed = resolve('/media/cdrom');
const inner = join(typed, 'DOE^JANE 1937', 'IM1');
const told = (path: string, reason: string, files = 1) =>
  tellRefusal({ path, files, code: 'SOME_CODE', reason }, [resolve('/other'), typed]);

describe('what is said of a refused file', () => {
  it('repeats a path that was typed', () => {
    expect(told(typed, `${typed} holds no image.`)).toBe(`${typed} holds no image.`);
    expect(told(typed, 'It is cut short.')).toBe(`${typed}: It is cut short.`);
    expect(told(typed, 'It is cut short.', 3)).toBe(`${typed} and 2 more: It is cut short.`);
  });

  it('names no file or folder inside of it', () => {
    expect(told(inner, `Reading ${inner}: not permitted. Check.`)).toBe(`1 file in ${typed}: not permitted. Check.`);
    expect(told(inner, `${inner} is neither.`, 2)).toBe(`2 files in ${typed}: the file is neither.`);
    expect(told(inner, 'It is cut short.')).toBe(`1 file in ${typed}: It is cut short.`);
  });

  it('names no other file there either', () => {
    const data = join(typed, 'DOE^JANE 1937', 'IM1.raw');
    const line = told(inner, `Reading ${data}: no such file or folder.`);
    expect(line).toBe(`1 file in ${typed}: SOME_CODE; the answer of the command says which and why.`);
    expect(tellRefusal({ path: inner, files: 1, code: 'C', reason: `${data} is gone.` }, [])).not.toContain('DOE');
  });
});
