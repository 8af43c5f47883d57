// What did not come along with a copied set. It stays until it was read: nothing else in the window says it.

import { Banner } from '../../ui/message.tsx';

/** One structure of which not all lies on the planes of the open series. */
export interface CopyWarning {
  readonly code: string;
  readonly message: string;
}

export const CopiedNotWhole = ({ warnings }: { readonly warnings: readonly CopyWarning[] }) => (
  <div className="copied-not-whole">
    <Banner
      tone="warn"
      title="The set was copied, but not all of it."
      text="The open series does not reach as far as these structures."
    />
    <ul>
      {warnings.map(({ message }) => (
        <li key={message}>{message}</li>
      ))}
    </ul>
  </div>
);
