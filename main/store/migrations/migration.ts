import type { Database } from '../driver.ts';

/** One step of the schema. Released steps never change; a new one gets the next ten. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  /** For what SQL alone cannot say; runs after `sql`, in the same transaction. */
  readonly apply?: (database: Database) => void;
}
