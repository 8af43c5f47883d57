// The colour of a structure in the line style of its state, as on the picture.

export type SwatchStyle = 'reviewed' | 'unreviewed' | 'imported' | 'derived' | 'none';

export const Swatch = (props: { readonly color: string; readonly style: SwatchStyle; readonly isDouble?: boolean }) => (
  <i
    className={`swatch ${props.style} ${props.isDouble ? 'double' : ''}`}
    style={{ ['--c' as string]: props.color }}
    aria-hidden="true"
  />
);
