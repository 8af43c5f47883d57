// Menus that drop from a button or open at the pointer, from one list of entries.

import { ContextMenu, DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';
import { Keys } from './keys.tsx';

export type MenuEntry =
  | {
      readonly kind: 'item';
      readonly id: string;
      readonly label: string;
      readonly keys?: string;
      readonly isChecked?: boolean;
      readonly disabledReason?: string | null;
      readonly run: () => void;
    }
  | {
      readonly kind: 'colors';
      readonly id: string;
      /** `#rrggbb`. */
      readonly colors: readonly string[];
      readonly chosen: string;
      readonly choose: (color: string) => void;
    }
  | { readonly kind: 'label'; readonly id: string; readonly label: string }
  | { readonly kind: 'line'; readonly id: string };

const Inside = ({ entry }: { readonly entry: Extract<MenuEntry, { kind: 'item' }> }) => (
  <>
    <span className="mark-c">{entry.isChecked && <Icon name="check" size="s" />}</span>
    {entry.label}
    {entry.disabledReason && <span className="dim2">{entry.disabledReason}</span>}
    {entry.keys && (
      <span className="keys">
        <Keys keys={entry.keys} />
      </span>
    )}
  </>
);

/** Both menus of Radix have the same parts. */
type MenuParts = Pick<typeof DropdownMenu, 'Group' | 'Item' | 'Label' | 'Separator'>;

const entriesWith = ({ Group, Item, Label, Separator }: MenuParts, entries: readonly MenuEntry[]) =>
  entries.map((entry) =>
    entry.kind === 'line' ? (
      <Separator key={entry.id} className="menu-line" />
    ) : entry.kind === 'label' ? (
      <Label key={entry.id} className="menu-label">
        {entry.label}
      </Label>
    ) : entry.kind === 'colors' ? (
      <Group key={entry.id} className="menu-colors">
        {entry.colors.map((color, at) => (
          <Item
            key={color}
            aria-label={`Colour ${(at + 1).toString()}`}
            data-chosen={color.toLowerCase() === entry.chosen.toLowerCase() ? '' : undefined}
            style={{ ['--c' as string]: color }}
            onSelect={() => entry.choose(color)}
          />
        ))}
      </Group>
    ) : (
      <Item key={entry.id} className="menu-item" disabled={Boolean(entry.disabledReason)} onSelect={() => entry.run()}>
        <Inside entry={entry} />
      </Item>
    ),
  );

export interface MenuProps {
  readonly entries: readonly MenuEntry[];
  /** The control that opens it (drop-down), or the area that a right click opens it on. */
  readonly children: ReactNode;
}

export const DropMenu = ({ entries, children }: MenuProps) => (
  <DropdownMenu.Root modal={false}>
    <DropdownMenu.Trigger asChild>{children}</DropdownMenu.Trigger>
    <DropdownMenu.Portal>
      <DropdownMenu.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
        {entriesWith(DropdownMenu, entries)}
      </DropdownMenu.Content>
    </DropdownMenu.Portal>
  </DropdownMenu.Root>
);

export interface MenuAtProps {
  readonly entries: readonly MenuEntry[];
  /** CSS px in the window. */
  readonly at: { readonly x: number; readonly y: number };
  readonly onClose: () => void;
}

/** A menu that is open at a place, for areas whose right button does more than open a menu. */
export const MenuAt = ({ entries, at, onClose }: MenuAtProps) => (
  <DropdownMenu.Root open modal={false} onOpenChange={(isOpen) => isOpen || onClose()}>
    <DropdownMenu.Trigger asChild>
      <span
        aria-hidden="true"
        style={{
          position: 'fixed',
          left: `calc(${at.x}px / var(--ui-zoom))`,
          top: `calc(${at.y}px / var(--ui-zoom))`,
          width: 1,
          height: 1,
          pointerEvents: 'none',
        }}
      />
    </DropdownMenu.Trigger>
    <DropdownMenu.Portal>
      <DropdownMenu.Content
        className="menu"
        align="start"
        sideOffset={2}
        collisionPadding={8}
        // Back to the view, on which the keys go on, and not to the place.
        onCloseAutoFocus={(event) => event.preventDefault()}
      >
        {entriesWith(DropdownMenu, entries)}
      </DropdownMenu.Content>
    </DropdownMenu.Portal>
  </DropdownMenu.Root>
);

export const PointerMenu = ({ entries, children }: MenuProps) => (
  <ContextMenu.Root modal={false}>
    <ContextMenu.Trigger asChild>{children}</ContextMenu.Trigger>
    <ContextMenu.Portal>
      <ContextMenu.Content className="menu" collisionPadding={8}>
        {entriesWith(ContextMenu as unknown as MenuParts, entries)}
      </ContextMenu.Content>
    </ContextMenu.Portal>
  </ContextMenu.Root>
);
