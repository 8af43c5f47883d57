// A textured plane in the space of the 3D view.

import '@kitware/vtk.js/Rendering/OpenGL/Texture.js';
import vtkDataArray from '@kitware/vtk.js/Common/Core/DataArray.js';
import vtkImageData from '@kitware/vtk.js/Common/DataModel/ImageData.js';
import vtkPolyData from '@kitware/vtk.js/Common/DataModel/PolyData.js';
import vtkActor from '@kitware/vtk.js/Rendering/Core/Actor.js';
import vtkMapper from '@kitware/vtk.js/Rendering/Core/Mapper.js';
import vtkTexture from '@kitware/vtk.js/Rendering/Core/Texture.js';

/** A strip of quads, each vertex with its place and its texture coordinates. */
export interface ScenePlane {
  /** LPS mm, two vertices a row. */
  readonly points: Float32Array<ArrayBuffer>;
  readonly textureCoordinates: Float32Array<ArrayBuffer>;
  readonly rgba: Uint8Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/** Quads between the rows of a strip, as vtk.js takes them: 4 and four vertex numbers each. */
function quadsOf(rows: number): Uint32Array<ArrayBuffer> {
  const cells = new Uint32Array(5 * (rows - 1));
  for (let row = 0; row + 1 < rows; row++) {
    cells.set([4, 2 * row, 2 * row + 1, 2 * row + 3, 2 * row + 2], 5 * row);
  }
  return cells;
}

export function createPlaneActor({ points, textureCoordinates, rgba, width, height }: ScenePlane): vtkActor {
  const data = vtkPolyData.newInstance();
  data.getPoints().setData(points, 3);
  data.getPolys().setData(quadsOf(points.length / 6));
  const coordinates = vtkDataArray.newInstance({ name: 'Place', values: textureCoordinates, numberOfComponents: 2 });
  data.getPointData().setTCoords(coordinates);
  const picture = vtkImageData.newInstance();
  picture.setDimensions([width, height, 1]);
  picture.getPointData().setScalars(vtkDataArray.newInstance({ name: 'Grey', values: rgba, numberOfComponents: 4 }));
  const texture = vtkTexture.newInstance();
  texture.setInterpolate(true);
  texture.setInputData(picture);
  const mapper = vtkMapper.newInstance({ scalarVisibility: false });
  mapper.setInputData(data);
  const actor = vtkActor.newInstance();
  actor.setMapper(mapper);
  actor.addTexture(texture);
  actor.getProperty().setLighting(false);
  return actor;
}
