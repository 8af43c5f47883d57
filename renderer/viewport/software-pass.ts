// How the surfaces are drawn where no graphics card does it. There each triangle costs about a microsecond, and a set of
// twenty structures has millions: a picture takes seconds. What has not changed since the last picture is kept as colours
// and depths; only the structure in hand and the glass around it are drawn again over it. Opaque surfaces are drawn once,
// where vtk.js's own pass draws them twice as soon as there is one of glass.

import type vtkOpenGLRenderWindow from '@kitware/vtk.js/Rendering/OpenGL/RenderWindow.js';
import vtkRenderPass, { type vtkRenderPass as vtkOwnPass } from '@kitware/vtk.js/Rendering/SceneGraph/RenderPass.js';

/** What is used of the nodes that vtk.js makes for a window, a renderer and its actors. */
export interface PassNode {
  traverse(pass: object): void;
  getRenderable(): object;
  getChildren(): readonly PassNode[];
}

interface WindowNode extends PassNode {
  getContext(): WebGL2RenderingContext;
  getSize(): readonly [number, number];
}

interface Pass {
  traverse(node: WindowNode): void;
  setCurrentOperation(name: string): void;
  releaseGraphicsResources(node: WindowNode): void;
  getShaderReplacement(): null;
}

export interface SoftwarePass {
  /** To hand to the window. */
  readonly pass: object;
  /** What is drawn anew each time: the actor of the structure in hand. */
  setLive(actor: object | null): void;
  /** Something else than the live actor or what is translucent will look different. */
  forget(): void;
  /** Volumes are drawn by vtk.js's own pass. */
  setVolume(isShown: boolean): void;
  /** Whether what stands still is kept. Copying it into each picture takes as long as drawing some ten thousand
   * triangles. */
  setKeeping(isKeeping: boolean): void;
}

interface Target {
  readonly framebuffer: WebGLFramebuffer;
  readonly color: WebGLRenderbuffer;
  readonly depth: WebGLRenderbuffer;
}

function makeTarget(gl: WebGL2RenderingContext, [width, height]: readonly [number, number]): Target {
  const target = {
    framebuffer: gl.createFramebuffer(),
    color: gl.createRenderbuffer(),
    depth: gl.createRenderbuffer(),
  };
  gl.bindFramebuffer(gl.FRAMEBUFFER, target.framebuffer);
  for (const [buffer, format, attachment] of [
    [target.color, gl.RGBA8, gl.COLOR_ATTACHMENT0],
    [target.depth, gl.DEPTH_COMPONENT24, gl.DEPTH_ATTACHMENT],
  ] as const) {
    gl.bindRenderbuffer(gl.RENDERBUFFER, buffer);
    gl.renderbufferStorage(gl.RENDERBUFFER, format, width, height);
    gl.framebufferRenderbuffer(gl.FRAMEBUFFER, attachment, gl.RENDERBUFFER, buffer);
  }
  gl.bindRenderbuffer(gl.RENDERBUFFER, null);
  return target;
}

/** What is kept between two pictures: `still` of what did not change, `picture` with all. */
class KeptPictures {
  readonly size: readonly [number, number];
  private readonly gl: WebGL2RenderingContext;
  private readonly still: Target;
  private readonly picture: Target;

  constructor(gl: WebGL2RenderingContext, size: readonly [number, number]) {
    this.gl = gl;
    this.size = [size[0], size[1]];
    this.still = makeTarget(gl, size);
    this.picture = makeTarget(gl, size);
  }

  beginStill(): void {
    this.gl.bindFramebuffer(this.gl.FRAMEBUFFER, this.still.framebuffer);
  }

  /** Goes on over a copy of what is still. */
  beginPicture(): void {
    const { gl } = this;
    this.copy(this.still, this.picture.framebuffer, gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.picture.framebuffer);
  }

  show(): void {
    this.copy(this.picture, null, this.gl.COLOR_BUFFER_BIT);
    this.gl.bindFramebuffer(this.gl.FRAMEBUFFER, null);
  }

  private copy(from: Target, to: WebGLFramebuffer | null, what: number): void {
    const { gl } = this;
    const [width, height] = this.size;
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, from.framebuffer);
    gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, to);
    gl.blitFramebuffer(0, 0, width, height, 0, 0, width, height, what, gl.NEAREST);
  }

  release(): void {
    for (const { framebuffer, color, depth } of [this.still, this.picture]) {
      this.gl.deleteFramebuffer(framebuffer);
      this.gl.deleteRenderbuffer(color);
      this.gl.deleteRenderbuffer(depth);
    }
  }
}

/**
 * The window's context must have been made without antialiasing: pictures are copied into it. `ownPass`: vtk.js's own, for
 * volumes.
 */
export function createSoftwarePass(ownPass: object): SoftwarePass {
  const own = {} as Pass;
  vtkRenderPass.extend(own, {});
  const volumes = ownPass as Pass;
  let live: object | null = null;
  let kept: KeptPictures | null = null;
  let isStillKept = false;
  let isKeeping = true;
  let hasVolume = false;

  const draw = (window: WindowNode) => {
    own.setCurrentOperation('buildPass');
    window.traverse(own);
    const renderer = window.getChildren()[0];
    const size = window.getSize();
    if (renderer === undefined || size[0] === 0 || size[1] === 0) return;
    const nodes = renderer.getChildren();
    const drawNodes = (operation: string, drawn: readonly PassNode[]) => {
      own.setCurrentOperation(operation);
      for (const node of drawn) node.traverse(own);
    };
    const begin = () => {
      own.setCurrentOperation('cameraPass');
      renderer.traverse(own);
    };
    if (!isKeeping) {
      begin();
      drawNodes('opaquePass', nodes);
      drawNodes('translucentPass', nodes);
      return;
    }
    if (kept === null || kept.size[0] !== size[0] || kept.size[1] !== size[1]) {
      kept?.release();
      kept = new KeptPictures(window.getContext(), size);
      isStillKept = false;
    }
    const isLive = (node: PassNode) => node.getRenderable() === live;
    if (!isStillKept) {
      kept.beginStill();
      begin();
      drawNodes(
        'opaquePass',
        nodes.filter((node) => !isLive(node)),
      );
      isStillKept = true;
    }
    kept.beginPicture();
    drawNodes('opaquePass', nodes.filter(isLive));
    drawNodes('translucentPass', nodes);
    kept.show();
  };

  own.getShaderReplacement = () => null;
  own.traverse = (window) => {
    if (!hasVolume) draw(window);
    else volumes.traverse(window);
  };
  own.releaseGraphicsResources = (window) => {
    kept?.release();
    kept = null;
    volumes.releaseGraphicsResources(window);
  };
  return {
    pass: own,
    setLive: (actor) => {
      if (actor === live) return;
      live = actor;
      isStillKept = false;
    },
    forget: () => {
      isStillKept = false;
    },
    setVolume: (isShown) => {
      hasVolume = isShown;
      isStillKept = false;
    },
    setKeeping: (isWanted) => {
      if (isWanted !== isKeeping) isStillKept = false;
      isKeeping = isWanted;
    },
  };
}

/** Lets a window draw this way; null where vtk.js has no pass of its own to do volumes with. Before its first picture. */
export function drawBySoftware(glWindow: vtkOpenGLRenderWindow, container: HTMLElement): SoftwarePass | null {
  // The first to ask decides: vtk.js gets this context when it asks for its own.
  const canvas = container.querySelector('canvas');
  canvas?.getContext('webgl2', { alpha: true, depth: true, antialias: false, preserveDrawingBuffer: false });
  const [ownPass] = glWindow.getRenderPasses() ?? [];
  if (ownPass === undefined) return null;
  const software = createSoftwarePass(ownPass);
  glWindow.setRenderPasses([software.pass as vtkOwnPass]);
  return software;
}
