import { AppError } from '../error/index.ts';

/** The frame of reference that coordinates of an object refer to. Throws `invalid-input` KIND_NO_FRAME_OF_REFERENCE for
 * images that name none. */
export function requiredFrame(
  { frameOfReferenceUid }: { readonly frameOfReferenceUid: string | null },
  kind: 'RTSTRUCT' | 'SEG',
): string {
  if (frameOfReferenceUid !== null) return frameOfReferenceUid;
  const what = { RTSTRUCT: 'an RTSTRUCT', SEG: 'a segmentation' }[kind];
  throw new AppError(
    'invalid-input',
    `${kind}_NO_FRAME_OF_REFERENCE`,
    `The images have no FrameOfReferenceUID, so ${what} cannot refer to them. Export masks instead.`,
  );
}
