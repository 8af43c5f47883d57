// Between the commands of structure work and the part of the workspace that does it.

/** What the workspace offers to the commands of structure work while a case is open. */
export interface OperationPort {
  start(operationId: string): void;
  setValues(patch: Readonly<Record<string, number | string | boolean | readonly string[]>>): void;
  apply(): void;
  discard(): void;
}
