// The help texts: one page for the whole, one for each verb.

import { COMMON_OPTIONS } from './arguments.ts';
import type { Verb, VerbOption } from './verb.ts';

const optionLines = (options: readonly VerbOption[]): string => {
  const names = options.map((option) => `  --${option.name}${option.value ? ` ${option.value}` : ''}`);
  const width = Math.max(...names.map((name) => name.length)) + 2;
  return options
    .map(
      (option, at) => `${(names[at] as string).padEnd(width)}${option.help.replaceAll('\n', `\n${' '.repeat(width)}`)}`,
    )
    .join('\n');
};

export function generalHelp(verbs: readonly Verb[], version: string): string {
  const usages = verbs.map((verb) => `  ${verb.name} ${verb.operands}`);
  const width = Math.max(...usages.map((usage) => usage.length)) + 2;
  const rows = verbs.map((verb, at) => `${(usages[at] as string).padEnd(width)}${verb.summary}`).join('\n');
  return `limner ${version}: contour CT and MR, exchange RT structure sets, make printable models. All on this computer.

Usage: limner VERB [OPERAND…] [OPTION…]

Verbs
${rows}

Options of every verb
${optionLines(COMMON_OPTIONS)}

stdout carries one JSON document; progress and messages go to stderr.
Exit codes: 0 done; 2 bad input; 3 not found; 4 conflict; 5 denied; 6 unsupported;
7 damaged data; 8 safety; 9 memory, disk or device; 70 a fault of Limner; 130 cancelled.

First steps
  limner contour CT_FOLDER --out RESULT     contours, masks, surfaces and a report
  limner VERB --help                        more about one verb

Research software, not a cleared medical device: every contour must be checked by a person.
`;
}

export function verbHelp(verb: Verb): string {
  const examples = verb.examples.map((example) => `  ${example}`).join('\n');
  return `limner ${verb.name}: ${verb.summary}

Usage: limner ${verb.name} ${verb.operands} [OPTION…]

${verb.description}

Options
${optionLines([...verb.options, ...COMMON_OPTIONS])}

Examples
${examples}
`;
}
