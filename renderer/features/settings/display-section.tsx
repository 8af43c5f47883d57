import { putSettings } from '../../commands/settings-commands.ts';
import { useApp } from '../../state/app-store.ts';
import { Slider, Switch } from '../../ui/fields.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { useAppContext } from '../shell/app-context.ts';
import { Part, Section, SettingRow } from './setting-rows.tsx';

const STEP_PERCENT = 5;

const SYSTEM_SIZE = 'system';

const SIZES = [
  { value: SYSTEM_SIZE, label: 'As the system' },
  ...[90, 100, 110, 125, 140, 150, 175].map((percent) => ({
    value: percent.toString(),
    label: `${percent.toString()} %`,
  })),
];

const MOTIONS = [
  { value: 'system', label: 'As the system' },
  { value: 'reduced', label: 'Reduced' },
] as const;

export function DisplaySection() {
  const context = useAppContext();
  const display = useApp((state) => state.settings.display);
  const put = (patch: Partial<typeof display>) => putSettings(context, 'display', patch);
  const { sizePercent } = display;
  return (
    <Section title="Display">
      <SettingRow label="Interface size" hint="Text, lists and controls; the pictures keep their sharpness.">
        <Select
          caption="Size"
          options={SIZES}
          value={SIZES.find(({ value }) => value === (sizePercent ?? '').toString())?.value ?? SYSTEM_SIZE}
          {...(sizePercent === null ? {} : { shown: `${sizePercent.toString()} %` })}
          onChange={(value) => put({ sizePercent: value === SYSTEM_SIZE ? null : Number(value) })}
        />
      </SettingRow>
      <SettingRow label="Motion" hint="Reduced: nothing folds or turns, progress jumps.">
        <Segmented
          isSmall
          label="Motion"
          segments={MOTIONS}
          value={display.motion}
          onChange={(motion) => put({ motion })}
        />
      </SettingRow>
      <Part title="Cases that are opened for the first time">
        <SettingRow label="Fill of reviewed contours">
          <Slider
            label="Fill of reviewed contours"
            value={display.fillOpacity}
            min={0}
            max={100}
            step={STEP_PERCENT}
            widthPx={140}
            onChange={(fillOpacity) => put({ fillOpacity })}
          />
          <span className="num set-value">{display.fillOpacity} %</span>
        </SettingRow>
        <SettingRow label="Smooth pixels" hint="Off: every voxel is seen as it is.">
          <Switch
            label="Smooth pixels"
            isOn={display.isInterpolated}
            onChange={(isInterpolated) => put({ isInterpolated })}
          />
        </SettingRow>
      </Part>
    </Section>
  );
}
