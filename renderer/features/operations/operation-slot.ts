// Where the structure work of the open case is found by the commands.

import type { OperationPort } from '../../commands/operation-port.ts';

export interface OperationSlot {
  put(port: OperationPort | null): void;
  current(): OperationPort | null;
}

export function createOperationSlot(): OperationSlot {
  let current: OperationPort | null = null;
  return {
    put: (port) => {
      current = port;
    },
    current: () => current,
  };
}
