// Acts on a printable model that change none of its steps: how it is seen, which parts are shown, where it is written.

import { patchPrint } from '../state/app-store.ts';
import type { PrintColour } from '../state/print-state.ts';
import { type AppContext, argumentCommand, type Command, command } from './command.ts';
import type { PrintSide } from './print-port.ts';

const GROUP = 'Print';

const FORMATS = ['3mf', 'stl', 'obj', 'ply', 'dcm'] as const;
const isFormat = (text: string | null): text is (typeof FORMATS)[number] => FORMATS.some((own) => own === text);

const partStep = (by: 1 | -1): Command =>
  command(
    by === 1 ? 'print.nextPart' : 'print.previousPart',
    by === 1 ? 'Next part' : 'Previous part',
    GROUP,
    'print',
    [by === 1 ? 'W' : 'Q'],
    ({ store }) => {
      const { parts, activePart } = store.getState().print;
      const at = parts.findIndex(({ name }) => name === activePart);
      const next = parts[(at + by + parts.length) % parts.length] ?? parts[0];
      if (next) patchPrint(store, { activePart: next.name });
    },
    ({ print }) => (print.parts.length === 0 ? 'There are no parts.' : null),
  );

const LOOKS: readonly { readonly side: PrintSide; readonly title: string; readonly keys: string }[] = [
  { side: 'A', title: 'Front', keys: 'Num 1' },
  { side: 'P', title: 'Back', keys: 'Shift Num 1' },
  { side: 'L', title: 'Left', keys: 'Num 3' },
  { side: 'R', title: 'Right', keys: 'Shift Num 3' },
  { side: 'S', title: 'Top', keys: 'Num 7' },
  { side: 'I', title: 'Below', keys: 'Shift Num 7' },
];

const COLOURS: readonly { readonly colour: PrintColour; readonly title: string }[] = [
  { colour: 'plain', title: 'Plain' },
  { colour: 'wall', title: 'Wall' },
  { colour: 'deviation', title: 'Deviation' },
  { colour: 'overhang', title: 'Overhang' },
];

export const createPrintViewCommands = (needsModel: Command['unavailable']): Command[] => [
  partStep(-1),
  partStep(1),
  argumentCommand('print.togglePart', 'Show or hide a part', GROUP, 'print', ({ store }, args) => {
    if (args === null) return;
    const { hiddenParts } = store.getState().print;
    const isHidden = hiddenParts.includes(args);
    patchPrint(store, { hiddenParts: isHidden ? hiddenParts.filter((own) => own !== args) : [...hiddenParts, args] });
  }),
  ...LOOKS.map(({ side, title, keys }) =>
    command(`print.look${side}`, `Model: ${title.toLowerCase()}`, GROUP, 'print', [keys], ({ prints }) =>
      prints.current()?.lookFrom(side),
    ),
  ),
  command('print.fit', 'Fit the model', GROUP, 'print', ['R', 'Num 0'], ({ prints }) => prints.current()?.fit()),
  ...COLOURS.map(({ colour, title }) =>
    command(`print.colour.${colour}`, `Colour: ${title.toLowerCase()}`, GROUP, 'print', [], ({ store }) =>
      patchPrint(store, { colour }),
    ),
  ),
  argumentCommand('print.goTo', 'Show the place', GROUP, 'print', ({ prints }, args) => {
    const lps = JSON.parse(args ?? 'null') as readonly [number, number, number] | null;
    if (lps !== null) prints.current()?.lookAt(lps);
  }),
  command(
    'print.stop',
    'Stop making the model',
    GROUP,
    'print',
    [],
    ({ prints }: AppContext) => prints.current()?.cancel(),
    ({ print }) => (print.running === null ? 'Nothing is being made.' : null),
  ),
  command(
    'print.export',
    'Export the model',
    GROUP,
    'print',
    ['Ctrl E'],
    ({ prints }, format) => prints.current()?.exportAs(isFormat(format) ? format : '3mf'),
    needsModel,
  ),
  command(
    'print.runAgain',
    'Make the model again',
    GROUP,
    'print',
    [],
    ({ prints }) => prints.current()?.runAgain(),
    ({ print }) => (print.recipe === null ? 'Choose structures first.' : null),
  ),
];
