// Measurements that are kept with the case, and the figures of a structure.

import type { Vec3 } from '../../core/geometry/index.ts';
import { voxelAt } from '../data/voxel-at.ts';
import { patchView } from '../state/app-store.ts';
import { type AppContext, argumentCommand, type Command, command } from './command.ts';
import { structureIdOf } from './structure-view-commands.ts';

const GROUP = 'Measurements';

const recordOf = (context: AppContext, id: string | null) =>
  id === null ? undefined : context.openCase()?.session.current().measurements.get(id);

const nameOf = { distance: 'distance', angle: 'angle', area: 'area', huCircle: 'HU in a circle' } as const;

/** The middle of all points. */
function middleOf(pointsLps: readonly number[]): Vec3 {
  const sum = [0, 0, 0];
  pointsLps.forEach((value, at) => {
    sum[at % 3] = (sum[at % 3] as number) + value;
  });
  const count = pointsLps.length / 3;
  return [(sum[0] as number) / count, (sum[1] as number) / count, (sum[2] as number) / count];
}

export const createMeasurementCommands = (): Command[] => [
  argumentCommand('measurement.goTo', 'Go to a measurement', GROUP, 'workspace', (context, args) => {
    const open = context.openCase();
    const record = recordOf(context, args);
    if (!open || !record || record.pointsLps.length < 3) return;
    patchView(context.store, {
      crosshairIjk: voxelAt(open.geometry, middleOf(record.pointsLps)),
      activeView: record.view,
    });
  }),
  argumentCommand('measurement.delete', 'Delete a measurement', GROUP, 'workspace', (context, args) => {
    const record = recordOf(context, args);
    if (!record) return;
    context.openCase()?.session.commit({
      label: `Delete ${nameOf[record.kind]} ${record.label}`.slice(0, 128),
      structureId: null,
      k: null,
      ops: [{ type: 'measurement', id: record.id, before: record, after: null }],
    });
  }),
  command(
    'measurement.deleteAll',
    'Delete all measurements',
    GROUP,
    'workspace',
    [],
    (context) => {
      const open = context.openCase();
      const records = [...(open?.session.current().measurements.values() ?? [])];
      open?.session.commit({
        label: `Delete ${records.length.toString()} measurements`,
        structureId: null,
        k: null,
        ops: records.map((record) => ({ type: 'measurement', id: record.id, before: record, after: null })),
      });
    },
    ({ workspace }) => (workspace && workspace.measurements.length > 0 ? null : 'Nothing is measured.'),
  ),
  command(
    'structure.statistics',
    'HU statistics',
    GROUP,
    'workspace',
    [],
    (context, args) => {
      const id = structureIdOf(context, args);
      patchView(context.store, { activeStructureId: id });
      context.store.setState({ overlay: 'statistics' });
    },
    ({ view }, _context, args = null) =>
      args === null && view.activeStructureId === null ? 'Choose a structure first.' : null,
  ),
];
