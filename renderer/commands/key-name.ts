// Names of keys as the key map writes them: 'Ctrl Shift S', 'Page Up', '['. Letters follow the layout, digits and
// brackets their place on the keyboard.

const NAMED: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  PageUp: 'Page Up',
  PageDown: 'Page Down',
  Escape: 'Esc',
  ' ': 'Space',
};

const BY_PLACE: Readonly<Record<string, string>> = {
  BracketLeft: '[',
  BracketRight: ']',
  Backslash: '\\',
  Minus: '-',
  Equal: '+',
  Comma: ',',
  Period: '.',
};

function baseNames({ key, code, altKey }: Pick<KeyboardEvent, 'key' | 'code' | 'altKey'>): string[] {
  if (/^Digit\d$/.test(code)) return [code.slice(5)];
  if (/^Numpad\d$/.test(code)) return [`Num ${code.slice(6)}`];
  if (key === '?') return ['?'];
  if (/^[a-z]$/i.test(key)) return [key.toUpperCase()];
  const placed = BY_PLACE[code];
  if (placed) return [placed];
  const named = NAMED[key];
  if (named) return [named];
  // A sign that has a letter's place on this layout; with Alt it is no sign of the key.
  if (/^[!-~]$/.test(key) && !altKey) return [key];
  // With Alt or a non-Latin layout `key` is no letter; the place on the keyboard then says which is meant.
  if (/^Key[A-Z]$/.test(code)) return [code.slice(3)];
  return [key];
}

/** Names that a key press may go by, the likeliest first. Cmd counts as Ctrl. */
export function keyOfEvent(
  event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
): string[] {
  return baseNames(event).map((base) => {
    const isShiftPartOfName = base === '?';
    const parts = [
      event.ctrlKey || event.metaKey ? 'Ctrl' : '',
      event.altKey ? 'Alt' : '',
      event.shiftKey && !isShiftPartOfName ? 'Shift' : '',
      base,
    ];
    return parts.filter(Boolean).join(' ');
  });
}
