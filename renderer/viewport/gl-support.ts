// Whether this machine draws with WebGL 2. Making a context only to know waits for all that the graphics card has been
// given; a view that has one says so.

let isKnown = false;
let isDrawnByProcessor = false;

/** As the renderers of Chromium, Mesa, Windows and Apple that use no graphics card call themselves. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|basic render|software/i;

/** A context was made. */
export const rememberGl = (gl: WebGL2RenderingContext): void => {
  isKnown = true;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const name: unknown = gl.getParameter(info === null ? gl.RENDERER : info.UNMASKED_RENDERER_WEBGL);
  isDrawnByProcessor = SOFTWARE.test(String(name));
};

/** There is no graphics card: every triangle takes the time of the processor. Known once a context was made. */
export const isSoftwareGl = (): boolean => isDrawnByProcessor;

/** Why nothing can be drawn with WebGL 2 on this machine; null where it can. */
export function reasonWithoutGl(): string | null {
  if (isKnown) return null;
  const gl = document.createElement('canvas').getContext('webgl2');
  if (gl === null) return 'the graphics driver offers no WebGL 2';
  rememberGl(gl);
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return null;
}
