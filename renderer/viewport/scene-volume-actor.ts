// The rendered volume of the 3D view: the small copy, with the colours and opacities of a preset.

import '@kitware/vtk.js/Rendering/OpenGL/Volume.js';
import '@kitware/vtk.js/Rendering/OpenGL/VolumeMapper.js';
import vtkDataArray from '@kitware/vtk.js/Common/Core/DataArray.js';
import vtkImageData from '@kitware/vtk.js/Common/DataModel/ImageData.js';
import vtkPiecewiseFunction from '@kitware/vtk.js/Common/DataModel/PiecewiseFunction.js';
import vtkColorTransferFunction from '@kitware/vtk.js/Rendering/Core/ColorTransferFunction.js';
import vtkVolume from '@kitware/vtk.js/Rendering/Core/Volume.js';
import vtkVolumeMapper from '@kitware/vtk.js/Rendering/Core/VolumeMapper.js';
import type { mat3 } from 'gl-matrix';
import type { VolumeCopy } from '../workers/surface-messages.ts';
import type { presetStops } from './volume-presets.ts';

export type PresetStops = ReturnType<typeof presetStops>;

/** Pixels that become one while a volume turns. */
const MOVING_SCALE = 4;
/** Way between two samples in voxels, at rest and while it turns. */
const STILL_STEP = 0.6;
const MOVING_STEP = 1.5;

export class VolumeActor {
  readonly actor = vtkVolume.newInstance();
  private readonly mapper = vtkVolumeMapper.newInstance();
  private readonly stepMm: number;

  constructor({ values, size, spacingMm, originLps, direction }: VolumeCopy) {
    this.stepMm = Math.max(...spacingMm);
    const image = vtkImageData.newInstance();
    image.setDimensions([...size]);
    image.setSpacing([...spacingMm]);
    image.setOrigin([...originLps]);
    image.setDirection(direction.slice() as unknown as mat3);
    image.getPointData().setScalars(vtkDataArray.newInstance({ name: 'Values', values, numberOfComponents: 1 }));
    this.mapper.setInputData(image);
    this.mapper.setAutoAdjustSampleDistances(false);
    this.mapper.setMaximumSamplesPerRay(2000);
    this.mapper.setInitialInteractionScale(MOVING_SCALE);
    this.actor.setMapper(this.mapper);
    const property = this.actor.getProperty();
    property.setInterpolationTypeToLinear();
    property.setShade(true);
    property.setAmbient(0.2);
    property.setDiffuse(0.8);
    property.setSpecular(0.15);
  }

  setStops(stops: PresetStops): void {
    const colors = vtkColorTransferFunction.newInstance();
    const opacities = vtkPiecewiseFunction.newInstance();
    for (const [value, red, green, blue, opacity] of stops) {
      colors.addRGBPoint(value, red, green, blue);
      opacities.addPoint(value, opacity);
    }
    const property = this.actor.getProperty();
    property.setRGBTransferFunction(0, colors);
    property.setScalarOpacity(0, opacities);
    property.setScalarOpacityUnitDistance(0, this.stepMm);
  }

  setMoving(isMoving: boolean): void {
    this.mapper.setSampleDistance(this.stepMm * (isMoving ? MOVING_STEP : STILL_STEP));
  }
}
