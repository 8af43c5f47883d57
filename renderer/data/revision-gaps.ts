// Revisions that a window was told of, to notice those that it was not.

export interface RevisionGaps {
  /** False: it was read already. */
  hear(rev: number): boolean;
  /** True while a revision is missing between those that were heard. */
  hasGap(): boolean;
  /** The document was read: all up to this one are here. */
  readUpTo(rev: number): void;
}

export function createRevisionGaps(first: number): RevisionGaps {
  let whole = first;
  const heard = new Set<number>();
  const close = () => {
    while (heard.delete(whole + 1)) whole++;
  };
  return {
    hear: (rev) => {
      if (rev <= whole) return false;
      heard.add(rev);
      close();
      return true;
    },
    hasGap: () => heard.size > 0,
    readUpTo: (rev) => {
      whole = Math.max(whole, rev);
      for (const known of heard) if (known <= whole) heard.delete(known);
      close();
    },
  };
}
