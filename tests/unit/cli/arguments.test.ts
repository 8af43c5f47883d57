import { describe, expect, it } from 'vitest';
import { choiceOption, listOption, parseVerbArguments } from '../../../main/hosts/cli/arguments.ts';
import { VERBS } from '../../../main/hosts/cli/verbs/index.ts';

const verb = (name: string) => {
  const found = VERBS.find((candidate) => candidate.name === name);
  if (!found) throw new Error(name);
  return found;
};

describe('arguments of a verb', () => {
  it('separates operands and options', () => {
    const args = parseVerbArguments(verb('contour'), ['ct', '--out', 'result', '--structures', 'A, B']);
    expect(args.positionals).toEqual(['ct']);
    expect(args.text('out')).toBe('result');
    expect(args.text('model')).toBeNull();
    expect(listOption(args, 'structures')).toEqual(['A', 'B']);
  });

  it.each([
    ['contour', [], 'INPUT'],
    ['contour', ['a', 'b'], "'b'"],
    ['list', ['--serch', 'x'], '--serch'],
    ['contour', ['ct', '--out'], '--out'],
  ])('%s %j says what does not fit', (name, argv, named) => {
    expect(() => parseVerbArguments(verb(name), argv)).toThrowError(
      expect.objectContaining({ kind: 'invalid-input', message: expect.stringContaining(named) }),
    );
  });

  it('says it in one line, whatever Node adds', () => {
    const dashed = () => parseVerbArguments(verb('compare'), ['a', 'b', '--tolerances-mm', '-1']);
    expect(dashed).toThrowError(
      /^compare: Option '--tolerances-mm' argument is ambiguous\. Try: limner compare --help$/,
    );
  });

  it('takes only the known values of a choice', () => {
    const args = parseVerbArguments(verb('contour'), ['ct', '--device', 'tpu']);
    expect(() => choiceOption(args, 'device', ['auto', 'cpu'])).toThrowError(/auto, cpu/);
  });
});
