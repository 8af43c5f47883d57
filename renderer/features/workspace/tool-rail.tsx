// Left edge: the tools, each with its key.

import { useApp } from '../../state/app-store.ts';
import { IconButton } from '../../ui/button.tsx';
import type { IconName } from '../../ui/icon.tsx';
import { useAppContext } from '../shell/app-context.ts';

interface RailTool {
  readonly id: string;
  readonly label: string;
  readonly keys: string;
  readonly icon: IconName;
  readonly hint: string;
}

/** Rail order is also the order of the digit keys. */
export const RAIL_TOOLS: readonly (RailTool | 'line')[] = [
  { id: 'crosshair', label: 'Crosshair', keys: 'C', icon: 'target', hint: 'All planes go where you click' },
  { id: 'window', label: 'Window and level', keys: '', icon: 'windowLevel', hint: 'Or drag with the right button' },
  { id: 'pan', label: 'Pan', keys: '', icon: 'pan', hint: 'Or drag with the middle button' },
  { id: 'zoom', label: 'Zoom', keys: '', icon: 'zoom', hint: 'Or Ctrl and wheel' },
  'line',
  { id: 'brush', label: 'Brush', keys: 'B', icon: 'brush', hint: 'Paint on this slice; with Shift B through slices' },
  { id: 'eraser', label: 'Eraser', keys: 'E', icon: 'eraser', hint: 'Ctrl while painting swaps the two' },
  { id: 'smartBrush', label: 'Smart brush', keys: 'S', icon: 'auto', hint: 'Grows to the edge under the circle' },
  { id: 'draw', label: 'Freehand', keys: 'D', icon: 'lasso', hint: 'Draw around; Ctrl takes away' },
  { id: 'polygon', label: 'Polygon', keys: 'P', icon: 'flag', hint: 'Click corners, Enter closes' },
  { id: 'nudge', label: 'Nudge', keys: 'N', icon: 'nudge', hint: 'Push the outline like a thumb' },
  { id: 'floodFill', label: 'Flood fill', keys: 'Shift F', icon: 'box', hint: 'All like values around the click' },
  { id: 'segment', label: 'Bone and air', keys: 'Shift T', icon: 'half', hint: 'A range of values, parts by a click' },
  'line',
  { id: 'distance', label: 'Distance', keys: 'M', icon: 'ruler', hint: 'Two clicks' },
  { id: 'angle', label: 'Angle', keys: 'Shift M', icon: 'angle', hint: 'Three clicks' },
  { id: 'area', label: 'Area', keys: 'Shift A', icon: 'layoutOne', hint: 'Click corners, Enter closes' },
  { id: 'huCircle', label: 'HU in a circle', keys: 'Shift H', icon: 'ellipse', hint: 'Drag from the middle' },
];

export function ToolRail() {
  const { run } = useAppContext();
  const toolId = useApp((state) => state.tool.toolId);
  return (
    <nav className="rail" aria-label="Tools" data-region="tools">
      {RAIL_TOOLS.map((tool, at) =>
        tool === 'line' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
          <hr key={at} />
        ) : (
          <IconButton
            key={tool.id}
            icon={tool.icon}
            label={tool.label}
            keys={tool.keys}
            hint={tool.hint}
            isLarge
            tipSide="right"
            aria-pressed={tool.id === toolId}
            onClick={() => run(`tool.${tool.id}`)}
          />
        ),
      )}
      <span className="grow" />
      <IconButton icon="help" label="Keyboard map" keys="?" isLarge tipSide="right" onClick={() => run('keys.show')} />
      <IconButton
        icon="gear"
        label="Settings"
        keys="Ctrl ,"
        isLarge
        tipSide="right"
        onClick={() => run('settings.show')}
      />
    </nav>
  );
}
