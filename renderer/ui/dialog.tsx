// Dialogs and popovers: a title, a body, acts at the foot.

import { Dialog as RadixDialog, Popover as RadixPopover } from 'radix-ui';
import type { ReactNode } from 'react';
import { IconButton } from './button.tsx';

export interface DialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly widthPx?: number;
  /** What a screen reader says after the title. */
  readonly description?: string;
  readonly footer?: ReactNode;
  /** Ctrl Enter, wherever in the dialog the focus is. */
  readonly onConfirm?: () => void;
  readonly children: ReactNode;
}

/** On what is to be filled in or pressed; never on the button that closes, whose tooltip would stand in the way. */
function focusFirst(event: Event): void {
  const dialog = event.currentTarget;
  if (!(dialog instanceof HTMLElement)) return;
  event.preventDefault();
  const wanted = dialog.querySelector<HTMLElement>(
    '[data-first-focus], [autofocus], .body input, .body textarea, footer .btn.pri:not([disabled])',
  );
  (wanted ?? dialog).focus();
}

export const Dialog = ({
  title,
  isOpen,
  onClose,
  widthPx = 560,
  description,
  footer,
  onConfirm,
  children,
}: DialogProps) => (
  <RadixDialog.Root open={isOpen} onOpenChange={(next) => next || onClose()}>
    <RadixDialog.Portal>
      <RadixDialog.Overlay className="dlg-back" />
      <RadixDialog.Content
        className="dlg"
        style={{ width: widthPx }}
        onOpenAutoFocus={focusFirst}
        onKeyDown={(event) => {
          if (onConfirm === undefined || event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          // Else it would press the button that has the focus, too.
          event.preventDefault();
          onConfirm();
        }}
        {...(description ? {} : { 'aria-describedby': undefined })}
      >
        <header>
          <RadixDialog.Title asChild>
            <h2>{title}</h2>
          </RadixDialog.Title>
          <IconButton icon="x" label="Close" keys="Esc" isSmall onClick={onClose} />
        </header>
        {description && <RadixDialog.Description className="sr">{description}</RadixDialog.Description>}
        <div className="body">{children}</div>
        {footer && <footer>{footer}</footer>}
      </RadixDialog.Content>
    </RadixDialog.Portal>
  </RadixDialog.Root>
);

export interface PopoverProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly widthPx: number;
  readonly label: string;
  readonly trigger: ReactNode;
  readonly children: ReactNode;
}

export const Popover = ({ isOpen, onOpenChange, widthPx, label, trigger, children }: PopoverProps) => (
  <RadixPopover.Root open={isOpen} onOpenChange={onOpenChange}>
    <RadixPopover.Trigger asChild>{trigger}</RadixPopover.Trigger>
    <RadixPopover.Portal>
      <RadixPopover.Content
        className="pop"
        align="start"
        sideOffset={6}
        collisionPadding={8}
        style={{ width: widthPx }}
        aria-label={label}
      >
        {children}
      </RadixPopover.Content>
    </RadixPopover.Portal>
  </RadixPopover.Root>
);
