// Buttons. A disabled one always says why, in its tooltip.

import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { Icon, type IconName } from './icon.tsx';
import { Keys } from './keys.tsx';
import { Tip } from './tip.tsx';

type NativeButton = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled' | 'title' | 'className'>;

export interface ButtonProps extends NativeButton {
  readonly kind?: 'primary' | 'secondary' | 'ghost' | 'danger';
  readonly icon?: IconName;
  readonly keys?: string;
  readonly isSmall?: boolean;
  readonly isBusy?: boolean;
  readonly grow?: boolean;
  /** Present: the button cannot be used, and this is the reason. */
  readonly disabledReason?: string | null;
  readonly children: ReactNode;
  readonly ref?: Ref<HTMLButtonElement>;
}

const KIND_CLASS = { primary: 'pri', secondary: '', ghost: 'gho', danger: 'danger' } as const;

export function Button(props: ButtonProps) {
  const {
    kind = 'secondary',
    icon,
    keys,
    isSmall,
    isBusy,
    grow,
    disabledReason = null,
    children,
    ref,
    ...rest
  } = props;
  const button = (
    <button
      type="button"
      {...rest}
      ref={ref}
      className={`btn ${KIND_CLASS[kind]} ${isSmall ? 'sm' : ''} ${grow ? 'grow' : ''}`}
      disabled={disabledReason !== null}
    >
      {isBusy ? <Spinner /> : icon && <Icon name={icon} size="s" />}
      {children}
      {keys && <Keys keys={keys} />}
    </button>
  );
  return disabledReason ? (
    <Tip label={disabledReason}>
      <span className={grow ? 'grow' : ''} style={{ display: 'inline-flex' }}>
        {button}
      </span>
    </Tip>
  ) : (
    button
  );
}

export interface IconButtonProps extends NativeButton {
  readonly icon: IconName;
  /** Name for the screen reader and the tooltip. */
  readonly label: string;
  readonly keys?: string;
  /** A line under the name in the tooltip. */
  readonly hint?: string;
  readonly isSmall?: boolean;
  readonly isLarge?: boolean;
  readonly disabledReason?: string | null;
  readonly tipSide?: 'top' | 'right' | 'bottom' | 'left';
  readonly ref?: Ref<HTMLButtonElement>;
}

export function IconButton(props: IconButtonProps) {
  const {
    icon,
    label,
    keys = '',
    hint = '',
    isSmall,
    isLarge,
    disabledReason = null,
    tipSide = 'bottom',
    ref,
    ...rest
  } = props;
  return (
    <Tip label={label} keys={keys} hint={disabledReason ?? hint} side={tipSide}>
      <button
        type="button"
        {...rest}
        ref={ref}
        className={`ib ${isSmall ? 'sm' : ''}`}
        aria-label={label}
        aria-disabled={disabledReason !== null}
        onClick={disabledReason === null ? rest.onClick : undefined}
        data-off={disabledReason === null ? undefined : ''}
      >
        <Icon name={icon} size={isLarge ? 'l' : 'm'} />
      </button>
    </Tip>
  );
}

export const Spinner = () => (
  <svg className="spin" viewBox="0 0 14 14" aria-hidden="true">
    <circle cx="7" cy="7" r="5.2" fill="none" stroke="var(--line-2)" strokeWidth="2" />
    <path d="M7 1.8A5.2 5.2 0 0 1 12.2 7" fill="none" stroke="currentColor" strokeWidth="2" />
  </svg>
);
