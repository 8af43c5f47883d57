// Tooltip after 400 ms of rest: name, key, one line.

import { Tooltip } from 'radix-ui';
import type { ReactNode } from 'react';
import { Keys } from './keys.tsx';

export interface TipProps {
  readonly label: string;
  readonly keys?: string;
  readonly hint?: string;
  readonly side?: 'top' | 'right' | 'bottom' | 'left';
  readonly children: ReactNode;
}

export const TipProvider = ({ children }: { readonly children: ReactNode }) => (
  <Tooltip.Provider delayDuration={400} skipDelayDuration={100}>
    {children}
  </Tooltip.Provider>
);

export const Tip = ({ label, keys = '', hint = '', side = 'bottom', children }: TipProps) => (
  <Tooltip.Root>
    <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
    <Tooltip.Portal>
      <Tooltip.Content className="tip" side={side} sideOffset={6} collisionPadding={8}>
        <b>{label}</b>
        {keys && <Keys keys={keys} />}
        {hint && <span>{hint}</span>}
      </Tooltip.Content>
    </Tooltip.Portal>
  </Tooltip.Root>
);
