// One surface of the 3D view: its triangles, its look, and the shading of drafts and of a body's outside.

import '@kitware/vtk.js/Rendering/OpenGL/Actor.js';
import '@kitware/vtk.js/Rendering/OpenGL/PolyDataMapper.js';
import vtkDataArray from '@kitware/vtk.js/Common/Core/DataArray.js';
import vtkPolyData from '@kitware/vtk.js/Common/DataModel/PolyData.js';
import vtkActor from '@kitware/vtk.js/Rendering/Core/Actor.js';
import vtkMapper from '@kitware/vtk.js/Rendering/Core/Mapper.js';
import type { SurfaceAnswer } from '../workers/surface-messages.ts';

export interface SurfaceLook {
  /** 0 … 1 each. */
  readonly color: readonly [number, number, number];
  readonly opacity: number;
  readonly isVisible: boolean;
  /** A draft: banded every 6 mm along the slices. */
  readonly isBanded: boolean;
  readonly isActive: boolean;
}

/** Normal of the acquired planes in camera coordinates and height of the camera's place over plane 0, mm. */
export type BandPlane = readonly [number, number, number, number];

const DEFAULT_LOOK: SurfaceLook = { color: [1, 1, 1], opacity: 1, isVisible: true, isBanded: false, isActive: false };

// The height of a fragment over the slices, from its place before the camera; a dark band a period, its edges as soft as
// a pixel. Glass, like the outside of a body, shows at its rim and lets the eye through where it faces it.
const DECLARATIONS = `//VTK::Light::Dec
uniform vec4 bandPlane;
uniform int isBanded;
uniform int isGlass;`;
const SHADING = `//VTK::Light::Impl
  float bandHeight = (dot(bandPlane.xyz, vertexVC.xyz) + bandPlane.w) / 6.0;
  float bandEdge = fwidth(bandHeight);
  float bandPhase = abs(fract(bandHeight) - 0.5);
  float bandDark = 1.0 - smoothstep(0.15 - bandEdge, 0.15 + bandEdge, bandPhase);
  if (isBanded == 1) { gl_FragData[0].rgb *= 1.0 - 0.62 * bandDark; }
  if (isGlass == 1) { gl_FragData[0].a *= 0.2 + 1.8 * pow(1.0 - abs(normalVCVSOutput.z), 2.0); }`;

const replacement = (originalValue: string, replacementValue: string) => ({
  shaderType: 'Fragment',
  originalValue,
  replacementValue,
  replaceFirst: true,
  replaceAll: false,
});
const SHADER_REPLACEMENTS = [
  replacement('//VTK::Light::Dec', DECLARATIONS),
  replacement('//VTK::Light::Impl', SHADING),
];

interface ShaderProgram {
  isUniformUsed(name: string): boolean;
  setUniform4f(name: string, x: number, y: number, z: number, w: number): void;
  setUniformi(name: string, value: number): void;
}

export class SurfaceActor {
  readonly actor = vtkActor.newInstance();
  private readonly mapper = vtkMapper.newInstance({ scalarVisibility: false });
  private look = DEFAULT_LOOK;

  /** `bandPlane` is asked for with each picture. */
  constructor(bandPlane: () => BandPlane) {
    this.actor.setMapper(this.mapper);
    const specific = this.mapper.getViewSpecificProperties() as Record<string, unknown>;
    specific['OpenGL'] = { ShaderReplacements: SHADER_REPLACEMENTS };
    specific['ShadersCallbacks'] = [
      {
        userData: null,
        callback: (_: null, cellBuffer: { getProgram(): ShaderProgram }) => {
          const program = cellBuffer.getProgram();
          if (program.isUniformUsed('bandPlane')) program.setUniform4f('bandPlane', ...bandPlane());
          if (program.isUniformUsed('isBanded')) program.setUniformi('isBanded', this.look.isBanded ? 1 : 0);
          if (program.isUniformUsed('isGlass')) program.setUniformi('isGlass', this.look.opacity < 1 ? 1 : 0);
        },
      },
    ];
    this.setLook(DEFAULT_LOOK);
  }

  setTriangles({ positions, cells, normals }: SurfaceAnswer): void {
    const data = vtkPolyData.newInstance();
    data.getPoints().setData(positions, 3);
    data.getPolys().setData(cells);
    const values = vtkDataArray.newInstance({ name: 'Normals', values: normals, numberOfComponents: 3 });
    data.getPointData().setNormals(values);
    const before = this.mapper.getInputData();
    this.mapper.setInputData(data);
    before?.delete();
  }

  setLook(look: SurfaceLook): void {
    this.look = look;
    this.actor.setVisibility(look.isVisible);
    const property = this.actor.getProperty();
    property.setColor(...look.color);
    property.setOpacity(look.opacity);
    property.setBackfaceCulling(look.opacity < 1);
    property.setAmbient(0.12);
    property.setDiffuse(0.88);
    property.setSpecular(look.isActive ? 0.35 : 0.18);
    property.setSpecularPower(24);
  }

  /** After it has left the renderer. */
  dispose(): void {
    this.mapper.getInputData()?.delete();
  }
}
