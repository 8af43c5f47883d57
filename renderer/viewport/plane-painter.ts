// Draws one plane of voxels with WebGL 2: the values as an integer or float texture of that plane alone, interpolated
// before window and level (so that a steep window shows no blocks of grey), on a strip through the true places of its
// rows. Without WebGL 2 a slower painter does the same on a 2D canvas.

import type { CutView } from '../../core/geometry/index.ts';
import { createCanvasPainter } from './canvas-painter.ts';
import { type CutPlane, noValueOf } from './cut-plane.ts';
import { rememberGl } from './gl-support.ts';
import type { PlaneLook, PlanePainter } from './painter-types.ts';
import type { PlaneCamera, ScreenSize } from './plane-camera.ts';
import { planeStrip, STRIP_NUMBERS } from './plane-strip.ts';

const VERTEX = `#version 300 es
uniform vec4 camera;
in vec4 place;
out vec2 index;
void main() {
  index = place.zw;
  gl_Position = vec4((place.xy - camera.xy) * camera.zw, 0.0, 1.0);
}`;

// `footprint` is the size of a screen pixel in voxels: a picture made smaller is averaged over it, not sampled.
const fragment = (sampler: string) => `#version 300 es
precision highp float;
precision highp ${sampler};
uniform ${sampler} plane;
uniform ivec2 count;
uniform float low;
uniform float perUnit;
uniform float empty;
uniform bool interpolated;
uniform bool inverted;
uniform vec2 footprint;
in vec2 index;
out vec4 color;

vec2 read(ivec2 at) {
  float value = float(texelFetch(plane, clamp(at, ivec2(0), count - 1), 0).r);
  return value <= empty ? vec2(0.0) : vec2(value, 1.0);
}

vec2 between(vec2 at) {
  vec2 base = floor(at);
  vec2 share = at - base;
  ivec2 cell = ivec2(base);
  vec2 upper = mix(read(cell), read(cell + ivec2(1, 0)), share.x);
  vec2 lower = mix(read(cell + ivec2(0, 1)), read(cell + ivec2(1, 1)), share.x);
  return mix(upper, lower, share.y);
}

void main() {
  vec2 sum = vec2(0.0);
  if (!interpolated) {
    sum = read(ivec2(floor(index + 0.5)));
  } else {
    ivec2 taps = clamp(ivec2(ceil(footprint - 0.25)), ivec2(1), ivec2(4));
    for (int y = 0; y < taps.y; y++) {
      for (int x = 0; x < taps.x; x++) {
        vec2 offset = (vec2(float(x), float(y)) + 0.5) / vec2(taps) - 0.5;
        sum += between(index + offset * footprint);
      }
    }
    sum /= float(taps.x * taps.y);
  }
  if (sum.y < 0.5) {
    color = vec4(0.0, 0.0, 0.0, 1.0);
    return;
  }
  float grey = clamp((sum.x / sum.y - low) * perUnit, 0.0, 1.0);
  color = vec4(vec3(inverted ? 1.0 - grey : grey), 1.0);
}`;

function compile(gl: WebGL2RenderingContext, kind: number, source: string): WebGLShader {
  const shader = gl.createShader(kind) as WebGLShader;
  gl.shaderSource(shader, source);
  gl.compileShader(shader);
  if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS) && !gl.isContextLost()) {
    throw new Error(`shader: ${gl.getShaderInfoLog(shader)}`);
  }
  return shader;
}

const UNIFORMS = ['camera', 'count', 'low', 'perUnit', 'empty', 'interpolated', 'inverted', 'footprint'] as const;
type Uniforms = Record<(typeof UNIFORMS)[number], WebGLUniformLocation | null>;

interface Program {
  readonly program: WebGLProgram;
  readonly uniforms: Uniforms;
}

function link(gl: WebGL2RenderingContext, sampler: string): Program {
  const program = gl.createProgram() as WebGLProgram;
  gl.attachShader(program, compile(gl, gl.VERTEX_SHADER, VERTEX));
  gl.attachShader(program, compile(gl, gl.FRAGMENT_SHADER, fragment(sampler)));
  gl.bindAttribLocation(program, 0, 'place');
  gl.linkProgram(program);
  const uniforms = Object.fromEntries(UNIFORMS.map((name) => [name, gl.getUniformLocation(program, name)])) as Uniforms;
  return { program, uniforms };
}

class GlPainter implements PlanePainter {
  readonly isAccelerated = true;
  private readonly canvas: HTMLCanvasElement;
  private readonly gl: WebGL2RenderingContext;
  private readonly onRestored: () => void;
  private readonly abort = new AbortController();
  private programs: Partial<Record<'int' | 'float', Program>> = {};
  private texture: WebGLTexture | null = null;
  private textureKind: 'int' | 'float' = 'int';
  private textureSize = [0, 0];
  private strip: WebGLBuffer | null = null;
  private view: CutView | null = null;
  private vertices = 0;
  private empty = 0;

  constructor(canvas: HTMLCanvasElement, gl: WebGL2RenderingContext, onRestored: () => void) {
    this.canvas = canvas;
    this.gl = gl;
    this.onRestored = onRestored;
    const { signal } = this.abort;
    // Without preventDefault a lost context never comes back.
    canvas.addEventListener('webglcontextlost', (event) => event.preventDefault(), { signal });
    canvas.addEventListener('webglcontextrestored', () => this.restore(), { signal });
  }

  private restore(): void {
    this.programs = {};
    this.texture = null;
    this.textureSize = [0, 0];
    this.strip = null;
    const { view } = this;
    this.view = null;
    if (view !== null) this.setView(view);
    this.onRestored();
  }

  setView(view: CutView): void {
    if (view === this.view) return;
    const { gl } = this;
    const vertices = planeStrip(view);
    this.strip ??= gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, this.strip);
    gl.bufferData(gl.ARRAY_BUFFER, vertices, gl.STATIC_DRAW);
    this.vertices = vertices.length / STRIP_NUMBERS;
    this.view = view;
  }

  upload({ values, width, height }: CutPlane): number {
    const { gl } = this;
    const kind = values instanceof Int16Array ? 'int' : 'float';
    if (gl.isContextLost()) return 0;
    const [internal, format, type] = kind === 'int' ? [gl.R16I, gl.RED_INTEGER, gl.SHORT] : [gl.R32F, gl.RED, gl.FLOAT];
    gl.activeTexture(gl.TEXTURE0);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, kind === 'int' ? 2 : 4);
    if (this.texture === null || this.textureKind !== kind) {
      gl.deleteTexture(this.texture);
      this.texture = gl.createTexture();
      this.textureKind = kind;
      this.textureSize = [0, 0];
      gl.bindTexture(gl.TEXTURE_2D, this.texture);
      // Integer textures know no filter; the shader reads texels.
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    }
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    const pixels = values.subarray(0, width * height);
    if (this.textureSize[0] === width && this.textureSize[1] === height) {
      gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, height, format, type, pixels);
    } else {
      gl.texImage2D(gl.TEXTURE_2D, 0, internal, width, height, 0, format, type, pixels);
      this.textureSize = [width, height];
    }
    this.empty = noValueOf(values);
    return pixels.byteLength;
  }

  private programFor(kind: 'int' | 'float'): Program {
    const existing = this.programs[kind];
    if (existing !== undefined) return existing;
    const made = link(this.gl, kind === 'int' ? 'isampler2D' : 'sampler2D');
    this.programs[kind] = made;
    return made;
  }

  draw(camera: PlaneCamera, size: ScreenSize, { window, isInterpolated, isInverted }: PlaneLook): void {
    const { gl, view, canvas } = this;
    if (gl.isContextLost() || view === null || this.texture === null) return;
    const { program, uniforms } = this.programFor(this.textureKind);
    gl.viewport(0, 0, canvas.width, canvas.height);
    gl.clearColor(0, 0, 0, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.useProgram(program);
    const perMm = camera.pixelsPerMm;
    gl.uniform4f(uniforms.camera, camera.centreU, camera.centreV, (2 * perMm) / size.width, (-2 * perMm) / size.height);
    gl.uniform2i(uniforms.count, view.aCount, view.bCount);
    gl.uniform1f(uniforms.low, window.level - window.width / 2);
    gl.uniform1f(uniforms.perUnit, 1 / Math.max(window.width, 1e-6));
    gl.uniform1f(uniforms.empty, this.empty);
    gl.uniform1i(uniforms.interpolated, isInterpolated ? 1 : 0);
    gl.uniform1i(uniforms.inverted, isInverted ? 1 : 0);
    const devicePerMm = (perMm * canvas.width) / size.width;
    gl.uniform2f(uniforms.footprint, 1 / (devicePerMm * view.aStepMm), 1 / (devicePerMm * view.bStepMm));
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.strip);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, STRIP_NUMBERS, gl.FLOAT, false, 0, 0);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, this.vertices);
  }

  clear(): void {
    const { gl } = this;
    gl.clearColor(0, 0, 0, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
  }

  dispose(): void {
    this.abort.abort();
    // A page holds few contexts; this one is not left to the garbage collector.
    this.gl.getExtension('WEBGL_lose_context')?.loseContext();
  }
}

/** `onRestored` is called after a lost context came back: upload and draw again. */
export function createPlanePainter(canvas: HTMLCanvasElement, onRestored: () => void): PlanePainter {
  const gl = canvas.getContext('webgl2', {
    alpha: false,
    antialias: false,
    depth: false,
    stencil: false,
    powerPreference: 'high-performance',
  });
  if (gl === null) return createCanvasPainter(canvas);
  rememberGl(gl);
  return new GlPainter(canvas, gl, onRestored);
}
