// Whether this machine draws with WebGL 2. Making a context only to know waits for all that the graphics card has been
// given; a view that has one says so.

let isKnown = false;

/** A context was made. */
export const rememberGl = (): void => {
  isKnown = true;
};

/** Why nothing can be drawn with WebGL 2 on this machine; null where it can. */
export function reasonWithoutGl(): string | null {
  if (isKnown) return null;
  const gl = document.createElement('canvas').getContext('webgl2');
  if (gl === null) return 'the graphics driver offers no WebGL 2';
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  rememberGl();
  return null;
}
