// A shortcut as key caps: 'Ctrl Enter', 'Q W'.

export const Keys = ({ keys }: { readonly keys: string }) =>
  keys.split(' ').map((key, at) => <kbd key={`${key}-${at.toString()}`}>{key}</kbd>);
