// The keyboard map of the interface brief (section 9), row by row: every act has a command with exactly that key.
import { describe, expect, it } from 'vitest';
import { createRegistry } from '../../../renderer/commands/registry.ts';
import { allCommands } from '../../support/all-commands.ts';

/** 'key key … = command', keys parted by two spaces. */
const rows = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => {
      const [keys = '', id = ''] = line.split(' = ');
      return { keys: keys.trim().split(/ {2,}/), id: id.trim() };
    });

const MAP = rows(`
Ctrl K = palette.show
? = keys.show
Ctrl F = search.focus
Z  Ctrl Z = edit.undo
Y  Ctrl Y  Ctrl Shift Z = edit.redo
Ctrl O = library.import
Ctrl E = export.show
Ctrl J = jobs.show
Ctrl H = history.show
Ctrl , = settings.show
Ctrl \\ = display.fold
Alt ← = library.show
F6 = region.next
Shift F6 = region.previous
F11 = window.fullScreen
Enter = library.open
Ctrl Enter = library.autocontour
Delete = library.delete
Ctrl 1 = mode.review
Ctrl 2 = mode.edit
Ctrl 3 = mode.print
Ctrl 4 = mode.evaluate
F7 = layout.next
Shift F7 = layout.previous
F = layout.large
R = view.fit
←  Page Up = slice.previous
→  Page Down = slice.next
Shift Page Up = slice.previous10
Shift Page Down = slice.next10
Home = slice.first
End = slice.last
, = finding.previous
. = finding.next
Shift 1 = window.softTissue
Shift 2 = window.bone
Shift 3 = window.lung
Shift 4 = window.brain
Shift 5 = window.file
G = display.contours
H = structure.toggleVisible
U = structure.solo
O = display.contourStyle
V = display.planes3d
Shift [ = display.lessFill
Shift ] = display.moreFill
Shift C = display.crosshair
Shift I = display.interpolation
Shift V = display.inverted
Shift U = display.uncertainty
Q = structure.previous
W = structure.next
Shift N = structure.create
Ctrl D = structure.duplicate
F2 = structure.rename
F2 = library.rename
Ctrl L = structure.toggleLock
Alt ↑ = structure.moveUp
Alt ↓ = structure.moveDown
Shift Delete = structure.delete
Ctrl Shift A = autocontour.show
Ctrl Enter = review.mark
Ctrl M = operation.margin
Ctrl B = operation.boolean
Ctrl Shift U = structure.merge
Ctrl Shift S = operation.smooth
Ctrl Shift F = operation.fillHoles
Ctrl Shift L = operation.islands
Ctrl Shift X = operation.crop
Ctrl Shift M = operation.mirror
Ctrl Shift K = operation.split
Space = review.nextUnseen
Shift Space = review.previousUnseen
Space = evaluate.swap
Shift D = dose.toggle
Alt D = dose.dvh
C = tool.crosshair
B = tool.brush
E = tool.eraser
S = tool.smartBrush
D = tool.draw
P = tool.polygon
N = tool.nudge
Shift F = tool.floodFill
Space = tool.last
M = tool.distance
Shift M = tool.angle
Shift A = tool.area
Shift H = tool.huCircle
[ = drawing.smaller
] = drawing.larger
- = drawing.smallerShare
+ = drawing.largerShare
Shift B = drawing.shape
I = drawing.gate
X = drawing.removePoint
A  Enter = drawing.apply
J = operation.fillBetween
Shift T = tool.segment
Shift G = segment.grow
Ctrl ← = slice.copyPrevious
Ctrl → = slice.copyNext
Ctrl C = slice.copy
Ctrl V = slice.paste
Delete = slice.delete
F8 = drawing.keyboardPointer
Z  Ctrl Z = print.undo
Y  Ctrl Y  Ctrl Shift Z = print.redo
Q = print.previousPart
W = print.nextPart
Enter = print.placeHere
Delete = print.removeStep
Alt ↑ = print.moveUp
Alt ↓ = print.moveDown
Num 1 = print.lookA
Shift Num 1 = print.lookP
Num 3 = print.lookL
Shift Num 3 = print.lookR
Num 7 = print.lookS
Shift Num 7 = print.lookI
R  Num 0 = print.fit
M = print.measure.distance
Shift M = print.measure.angle
Ctrl E = print.export
`);

/** Not commands: the list, the menu or the gesture that has the focus takes them itself. */
const OF_THE_FOCUS = ['Esc', '↑', '↓'];

/** Acts of later work; their keys stay free for them. */
const LATER = {
  overlay: ['T', 'Alt T'],
  'planes straight': ['Alt R'],
  groups: ['Ctrl G'],
  livewire: ['L'],
  scissors: ['K'],
  rectangle: ['Shift R'],
  ellipse: ['Shift E'],
};

const registry = createRegistry(allCommands());

describe('the keyboard map', () => {
  it.each(MAP)('$keys -> $id', ({ keys, id }) => {
    expect(registry.get(id), `no command ${id}`).toBeDefined();
    expect(registry.keysOf(id)).toEqual(expect.arrayContaining(keys));
  });

  it('has the tools by digit in the order of the rail', () => {
    const tools = registry.all.filter(({ id }) => id.startsWith('tool.') && id !== 'tool.last');
    expect(tools.slice(0, 10).map(({ id }) => registry.keysOf(id).at(-1))).toEqual([...'1234567890']);
  });

  it('has what is done to a printable model by digit in the order of its rail', () => {
    const tools = registry.all.filter(({ id }) => id.startsWith('print.add.'));
    const digits = [...'1234567890', ...[...'1234567890'].map((digit) => `Shift ${digit}`)];
    expect(tools.map(({ id }) => registry.keysOf(id))).toEqual(digits.slice(0, tools.length).map((key) => [key]));
  });

  it('gives no other key to any command', () => {
    const known = new Set(MAP.flatMap(({ keys, id }) => keys.map((key) => `${id} ${key}`)));
    const others = registry.all.flatMap(({ id, keys }) =>
      keys
        .filter((key) => !known.has(`${id} ${key}`) && !/^\d$/.test(key) && !/^print\.add\./.test(id))
        .map((key) => `${id} ${key}`),
    );
    // What Shift makes of the key of +.
    expect(others).toEqual(['drawing.largerShare Shift +']);
  });

  it('leaves the keys of later work and of lists free', () => {
    const taken = new Set(registry.all.flatMap(({ keys }) => keys));
    for (const key of [...OF_THE_FOCUS, ...Object.values(LATER).flat()]) expect(taken.has(key), key).toBe(false);
  });

  it('has a title and a group for every command, each title once', () => {
    for (const { id, title, group } of registry.all) {
      expect(title, id).toMatch(/^[A-Z0-9]/);
      expect(group, id).not.toBe('');
    }
    const withKeys = registry.all.filter(({ keys }) => keys.length > 0).map(({ title, scope }) => `${scope} ${title}`);
    expect(new Set(withKeys).size).toBe(withKeys.length);
  });

  it('names what happens before it happens: no command without a case throws, all say why or do nothing', async () => {
    const { emptyContext } = await import('../../support/all-commands.ts');
    for (const { id } of registry.all) {
      // These ask the host, the library or the page.
      if (
        /^(library|jobs|settings|search|region|window\.fullScreen|scene\.look|view\.fit|case|release|names\.apply)/.test(
          id,
        )
      )
        continue;
      const context = emptyContext();
      context.store.setState({ route: { screen: 'workspace' } });
      registry.run(id, context);
      await Promise.resolve();
      expect(context.store.getState().notices, id).toEqual([]);
    }
  });
});
