/** Thrown by a step whose draft meets itself: the run begins again and frees each surface before the next step. */
export class CrossedDraft extends Error {}
